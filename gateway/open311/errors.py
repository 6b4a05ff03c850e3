"""Refusals as Open311 writes them, in the format that was asked for."""

import re
from collections.abc import Mapping
from typing import Any

from gateway import problems
from gateway.open311 import writing
from gateway.open311.fields import Fields, read
from services.common.errors import InvalidInput, Refusal

ROOTS = (b"/open311/", b"/inquiry/")
# The standard knows 400, 403 and 404; what HTTP itself needs beside them stays as it is.
STATUSES = {401: 403, 409: 400, 412: 400, 415: 400, 422: 400, 428: 400}
# What an argument is called outside, by the pointer to the member that it became.
NAMES = {
    "location": "lat, long, address_string or address_id",
    "location/lat": "lat",
    "location/long": "long",
    "location/address": "address_string",
    "location/address_id": "address_id",
    "resident/name": "first_name or last_name",
    "resident/email": "email",
    "resident/phone": "phone",
    "media": "media_url",
    "file": "media",
    "files": "media",
    "text": "description",
    "number": "service_request_id",
}


class OpenErrors:
    """Writes refusals as <errors> or as an array; a page that asked by callback gets its function called."""

    def __init__(self, form: str, callback: str = "") -> None:
        self.form = form
        self.callback = callback

    def status_of(self, refusal: Refusal) -> int:
        """Return the HTTP status."""
        return STATUSES.get(refusal.status, refusal.status)

    def body_of(self, refusal: Refusal, trace_id: str) -> bytes:
        """Return the document: one error for each fault that was found."""
        code = str(self.status_of(refusal))
        details = [describe(fault) for fault in refusal.errors] or [refusal.detail]
        value = [{"code": code, "description": detail} for detail in details]
        return writing.json(value, self.callback) if self.form == "json" else writing.xml("errors", value)

    def headers_of(self, refusal: Refusal) -> list[tuple[bytes, bytes]]:
        """Return the headers."""
        kind = (writing.SCRIPT if self.callback else writing.JSON) if self.form == "json" else writing.XML
        kept = [h for h in problems.headers_of(refusal) if h[0] not in (b"content-type", b"www-authenticate")]
        return [(b"content-type", kind), *kept]


def describe(fault: Mapping[str, str]) -> str:
    """Return a fault with the argument's name as the client wrote it."""
    pointer = fault.get("pointer", "").strip("/")
    if answer := re.fullmatch(r"answers/([^/]+)(/.*)?", pointer):
        return f"attribute[{answer[1]}]: {fault['detail']}"
    name = NAMES.get(pointer) or NAMES.get(pointer.partition("/")[0]) or pointer.replace("~1", "/")
    return f"{name}: {fault['detail']}" if name else fault["detail"]


def choose(path: bytes, query: bytes) -> Any:
    """Return what writes refusals of an address: Open311's for its own, problem+json for all others."""
    if not path.startswith(ROOTS):
        return problems
    if not path.endswith(b".json"):
        return OpenErrors("xml")
    try:
        return OpenErrors("json", Fields(read(query)).callback())
    except (InvalidInput, Refusal):
        return OpenErrors("json")
