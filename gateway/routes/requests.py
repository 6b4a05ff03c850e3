"""Service requests: open, read, find, change."""

from gateway.route import KNOWN, STAFF, WORKERS, Route

ONE = "/v1/requests/{number}"
LINKS = {
    "self": ONE,
    "notes": ONE + "/notes",
    "attachments": ONE + "/attachments",
    "withdraw": ONE + "/withdraw",
    "reopen": ONE + "/reopen",
}

ROUTES = (
    Route(
        "POST", "/v1/requests", "intake.open_request", "Open a request; its number is given at once",
        status=201, location=ONE, links=LINKS, refused_last=True,
    ),
    Route(
        "GET", "/v1/requests", "intake.find_requests", "Find requests, newest first",
        who=WORKERS, named={"from": "since", "to": "until"},
    ),
    Route("GET", ONE, "intake.read_request", "Read a request: by number alone its state, with the PIN everything"),
    Route("PATCH", ONE, "intake.amend_request", "Change what was said, in the version named by If-Match", who=KNOWN),
    Route("POST", ONE + "/unmask", "intake.unmask_request", "Say why contact data is needed, and see it", who=STAFF),
    Route("POST", ONE + "/notes", "intake.add_note", "Add a note", who=KNOWN, status=201),
    Route("GET", ONE + "/duplicates", "intake.find_duplicates", "List what looks like the same", who=STAFF),
    Route("POST", ONE + "/merge", "intake.merge_requests", "Join it to another about the same thing", who=STAFF),
    Route("POST", ONE + "/unmerge", "intake.unmerge_request", "Take it out again: it was not the same", who=STAFF),
    Route("POST", ONE + "/split", "intake.split_request", "Open the parts of what is several things", who=STAFF),
    Route("POST", ONE + "/withdraw", "intake.withdraw_request", "Say that it is needed no longer", who=KNOWN),
    Route("POST", ONE + "/reopen", "intake.reopen_request", "Say that it was not done", who=KNOWN),
)  # fmt: skip
