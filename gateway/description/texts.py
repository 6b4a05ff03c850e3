"""What the description says in words, beside what follows from routes and contracts."""

TITLE = "hub311"
VERSION = "1"
SUMMARY = "The 311 number of a county: every contact gets an outcome, every request gets closed."

INTRODUCTION = """\
JSON in and out, UTF-8, at most 1 MiB and 32 levels deep. Times are ISO 8601 in UTC. Members and parameters that are not
described here are refused.

Every refusal is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, the `code` to test for, the
`trace_id` to quote, and `errors` with a JSON pointer to each member that does not make sense.

Lists are pages: `limit` and `cursor` in, `items` and `next` out; `next` is null on the last page.

Every write takes an `Idempotency-Key` of at most 200 letters: sent again, it is answered again and not done again.
An amendment takes `If-Match` with the version that was read (its `ETag`): 428 without it, 412 when somebody was faster.

When more is asked than can be answered, reads are refused first (503 with `Retry-After`) and new requests last.\
"""

SECURITY = {
    "staffToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Access token of the county's OpenID Connect provider (RFC 9068).",
    },
    "systemKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "Key of a department's system, a front end or an Open311 client.",
    },
    "requestPin": {
        "type": "apiKey",
        "in": "header",
        "name": "Request-Pin",
        "description": "The six digits that the resident got with the number; five wrong ones lock it for a while.",
    },
}
SCHEMES = {"staff": "staffToken", "system": "systemKey", "resident": "requestPin"}

HEADERS = {
    "idempotency_key": ("Idempotency-Key", "Sent again, it is answered again and not done again."),
    "version": ("If-Match", "The version that was read, as its ETag says it."),
    "pin": ("Request-Pin", "The resident's PIN, in place of a token."),
    "key": ("Draft-Key", "What a draft was saved with, of who is not signed in."),
    "last_event_id": ("Last-Event-ID", "The last id that was told; a browser sends it by itself when it comes back."),
}

STATUSES = {
    400: "The request cannot be read.",
    401: "Nobody identified, or a token, key or PIN that is not valid here.",
    403: "Not allowed.",
    404: "No such thing, or not for you to know of.",
    409: "Not in a state in which this can be done.",
    412: "Somebody changed it meanwhile.",
    413: "The body is larger than 1 MiB, or the file than 10 MB.",
    415: "The body is not JSON in UTF-8, or the file is of no kind that is taken.",
    422: "Some members or parameters do not make sense.",
    428: "If-Match is missing.",
    429: "Too many tries; Retry-After says when to come back.",
    503: "A part of the system does not answer now; Retry-After says when to come back.",
}

BINARY = {"schema": {"type": "string", "format": "binary"}}
FILES = {"application/json": {"schema": {"type": "object"}}}
FORM = {
    "required": True,
    "description": "One part that is called file. Its type is found out, not believed; pictures are written anew.",
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": BINARY["schema"]}}
        }
    },
}

PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "The name of the refusal, to test for."},
        "trace_id": {"type": "string", "description": "To quote when asking about it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer (RFC 6901) to the member."},
                    "parameter": {"type": "string", "description": "The query parameter, where it is one."},
                    "header": {"type": "string", "description": "The header, where it is one."},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
READINESS = {
    "type": "object",
    "required": ["ready", "services"],
    "properties": {
        "ready": {"type": "boolean"},
        "broker": {"type": "boolean"},
        "services": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["ready"],
                "properties": {"ready": {"type": "boolean"}, "checks": {"type": "object"}},
            },
        },
    },
}
BATCH = {
    "application/x-ndjson": {
        "schema": {"type": "string"},
        "example": '{"id": "482-913-0757", "lat": 39.08, "long": -77.15}\n{"address": "7300 Carroll Ave"}\n',
    },
    "text/csv": {"schema": {"type": "string"}, "example": "id,lat,long\n482-913-0757,39.08,-77.15\n"},
}
STREAM = {
    "text/event-stream": {
        "schema": {
            "type": "string",
            "description": "`ready` (or `reset`: read everything anew) first, then each change as an event of its own "
            "name with ids and states as JSON; a comment and the newest id every 15 seconds.",
        },
        "example": "id: 311047\nevent: request_status_changed\n"
        'data: {"number": "482-913-0757", "status": "in_progress", "department": "dot", "drill": false}\n\n',
    }
}
