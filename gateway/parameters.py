"""What a route's message is made of: members from path, headers, query and body, and pointers back to them."""

import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from marshmallow import fields

from gateway.route import Route
from services.common.contract import Call
from services.common.errors import InvalidInput, MalformedInput, NotFound, Refusal, VersionConflict, VersionRequired

HEADERS = {"idempotency_key": b"idempotency-key", "pin": b"request-pin", "version": b"if-match",
           "key": b"draft-key", "last_event_id": b"last-event-id"}  # fmt: skip
MOST_PARAMETERS = 50
MOST_WHOLE = 2**63 - 1  # what messages and databases hold
Convert = Callable[[str], Any]


class Parameters:
    """The sources of a route's message, worked out once at start."""

    def __init__(self, route: Route, call: Call) -> None:
        self.schema = call.request()
        members = self.schema.fields
        outside = {inside: name for name, inside in route.named.items()}
        in_path = re.findall(r"{(\w+)}", route.path)
        self.path = {name: route.named.get(name, name) for name in in_path}
        self.headers = {
            m: h for m, h in HEADERS.items() if m in members and (m != "version" or route.method == "PATCH")
        }
        elsewhere = {*self.path.values(), *self.headers, *route.fixed}
        rest = [member for member in members if member not in elsewhere]
        self.body = frozenset(rest) if route.has_body else frozenset()
        names = {} if route.has_body else {outside.get(m, m): m for m in rest}
        self.query = {name: (member, converter_for(members[member])) for name, member in names.items()}
        self.required = [m for m in self.body if members[m].required]
        self._outside = {member: name for name, (member, _) in self.query.items()}

    def from_path(self, given: dict[str, str]) -> dict[str, Any]:
        """Return the members that stand in the path; NotFound when a value can be no name of anything."""
        for value in given.values():
            if not value.isprintable() or "\ufffd" in value:
                raise NotFound()
        return {self.path[name]: value.strip() for name, value in given.items() if name in self.path}

    def from_headers(self, headers: dict[bytes, bytes]) -> dict[str, Any]:
        """Return the members that stand in headers."""
        found: dict[str, Any] = {}
        for member, name in self.headers.items():
            value = headers.get(name)
            if member == "version":
                found[member] = read_version(value)
            elif value is not None:
                found[member] = value.decode("latin-1")
        return found

    def from_query(self, query: bytes) -> dict[str, Any]:
        """Return the members that stand in the query; InvalidInput names parameters that the route does not know."""
        if not query:
            return {}
        try:
            pairs = parse_qsl(query.decode("ascii"), True, errors="strict", max_num_fields=MOST_PARAMETERS)
        except ValueError as error:
            raise MalformedInput("The query cannot be read.") from error
        given: dict[str, list[str]] = {}
        for name, value in pairs:
            given.setdefault(name, []).append(value)
        faults = [fault(name, "There is no such parameter.") for name in given if name not in self.query]
        if faults:
            raise InvalidInput(errors=faults)
        return {self.query[name][0]: self._convert(name, values) for name, values in given.items()}

    def _convert(self, name: str, values: list[str]) -> Any:
        convert = self.query[name][1]
        if convert is not None and getattr(convert, "many", False):
            return convert(",".join(values))
        if len(values) > 1:
            raise InvalidInput(errors=[fault(name, "Given more than once.")])
        value = values[0] if convert is None else convert(values[0])
        if isinstance(value, int) and abs(value) > MOST_WHOLE:
            raise InvalidInput(errors=[fault(name, "The number is too large.")])
        return value

    def from_body(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body; InvalidInput when it holds what comes from the path or a header."""
        faults = [{"pointer": f"/{escape(m)}", "detail": "Unknown field."} for m in body if m not in self.body]
        if faults:
            raise InvalidInput(errors=faults)
        return body

    def place(self, refusal: InvalidInput) -> Refusal:
        """Return the refusal with pointers to where the client wrote the member; NotFound for one in the path."""
        placed = []
        for error in refusal.errors:
            member = error["pointer"].split("/")[1]
            if member in self.path.values():
                return NotFound()
            if member in self.headers:
                placed.append({"header": self.headers[member].decode(), "detail": error["detail"]})
            elif member in self._outside:
                placed.append(fault(self._outside[member], error["detail"]))
            else:
                placed.append(error)
        return InvalidInput(errors=placed)


def fault(parameter: str, detail: str) -> dict[str, str]:
    """Return a fault of a query parameter."""
    return {"pointer": f"/{escape(parameter)}", "parameter": parameter, "detail": detail}


def escape(member: str) -> str:
    """Write a member's name as a step of a JSON pointer (RFC 6901)."""
    return member.replace("~", "~0").replace("/", "~1")


def read_version(value: bytes | None) -> int:
    """Return the version in If-Match; a weak mark is taken, because proxies that compress weaken it."""
    if value is None or value.strip() == b"*":
        raise VersionRequired()
    match = re.fullmatch(rb'(?:W/)?"(\d{1,9})"', value.strip())
    if match is None:
        raise VersionConflict()
    return int(match[1])


def converter_for(member: Any) -> Convert | None:
    """Return how text of a query becomes what the member's type takes; None when text is right."""
    if isinstance(member, fields.List):
        convert = partial(_list, converter_for(member.inner))
        convert.many = True  # type: ignore[attr-defined]
        return convert
    if isinstance(member, fields.Float | fields.Integer):
        return _number
    return None


def _list(convert: Convert | None, text: str) -> list[Any]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return [convert(part) for part in parts] if convert else parts


def _number(text: str) -> Any:
    """Return the number; text that is none stays text, so that the schema says what is wrong with it."""
    try:
        number = float(text) if any(mark in text for mark in ".eE") else int(text[:20])
    except ValueError:
        return text
    return number if math.isfinite(number) and "_" not in text else text
