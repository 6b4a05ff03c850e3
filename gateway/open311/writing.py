"""One value, two forms: XML as the standard names it, and JSON by the Spark convention, which drops the root."""

import re
from typing import Any

import orjson

XML = b"text/xml; charset=utf-8"
JSON = b"application/json; charset=utf-8"
SCRIPT = b"application/javascript; charset=utf-8"
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

# What the members of a container are called in XML; None: members stand in the container without a name of their own.
MEMBERS: dict[str, str | None] = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
    "photos": "photo",
    "facilities": "facility",
    "faqs": "faq",
    "web_actions": "web_action",
    "categories": None,
    "features": None,
}
# Inquiry writes the kind of an action as an attribute; GeoReport has none.
ATTRIBUTES = {"web_action": "type"}
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
SPECIAL = re.compile("[&<>\r]")


def escape(text: str) -> str:
    """Return a text as it stands in XML; characters that XML cannot hold are left out."""
    plain = NO_XML.sub("", text)
    return SPECIAL.sub(lambda found: ESCAPES[found.group()], plain)


def quote(text: str) -> str:
    """Return a text as it stands between double quotes in XML."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def element(name: str, value: Any) -> str:
    """Return a value as an element: a dict by its members, a list as a container, None empty."""
    if isinstance(value, dict):
        return _members(name, value)
    if isinstance(value, list):
        inside = "".join(_inside(MEMBERS[name], one) for one in value)
    elif isinstance(value, bool):
        inside = "true" if value else "false"
    else:
        inside = "" if value is None else escape(str(value))
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def _inside(member: str | None, one: Any) -> str:
    if member is None:
        return "".join(element(name, value) for name, value in one.items())
    return element(member, one)


def _members(name: str, value: dict[str, Any]) -> str:
    attribute = ATTRIBUTES.get(name)
    inside = "".join(element(member, one) for member, one in value.items() if member != attribute)
    opening = f'{name} {attribute}="{quote(value[attribute])}"' if attribute in value else name
    return f"<{opening}>{inside}</{name}>"


def xml(root: str, value: Any) -> bytes:
    """Return a whole document."""
    return (DECLARATION + element(root, value) + "\n").encode()


def json(value: Any, callback: str = "") -> bytes:
    """Return JSON, or a script that hands it to a function whose name has been checked."""
    body = orjson.dumps(value)
    return before(callback) + script(body) + AFTER if callback else body


AFTER = b");"


def before(callback: str) -> bytes:
    """Return how a script begins; its comment keeps a body from being taken for something else than a script."""
    return b"/**/" + callback.encode() + b"("


def script(body: bytes) -> bytes:
    """Return JSON without what older scripts take for a line break."""
    return body.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
