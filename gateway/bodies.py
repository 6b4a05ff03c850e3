"""Reading a request's JSON: size, depth, bytes and text are checked before any schema sees it."""

import json
import math
from collections.abc import AsyncIterator
from typing import Any

from services.common.errors import MalformedInput, Refusal

MOST_BYTES = 1_048_576
MOST_LEVELS = 32
MOST_DIGITS = 19
SURROGATES = ("\ud800", "\udfff")


class BodyTooLarge(Refusal):
    """The body is larger than it may be."""

    status = 413


class NotJson(Refusal):
    """Send application/json in UTF-8, without a content encoding."""

    status = 415


class ClientLeft(Exception):
    """The client closed the connection before its request was complete."""


def check_media_type(content_type: str, encoding: str) -> None:
    """Raise NotJson unless it is JSON in UTF-8 that is not compressed."""
    media_type, _, parameters = content_type.partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    if media_type.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        raise NotJson()
    if encoding not in ("", "identity"):
        raise NotJson()


async def receive_all(receive: Any, length: str, most: int = MOST_BYTES) -> bytes:
    """Return the body; BodyTooLarge as soon as that is known."""
    too_large = BodyTooLarge(f"The body is larger than {most // 1_048_576} MiB.")
    parts = [piece async for piece in pieces_of(receive, length, most, too_large)]
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def pieces_of(receive: Any, length: str, most: int, too_large: Refusal) -> AsyncIterator[bytes]:
    """Give a body piece by piece; raise `too_large` as soon as more than `most` bytes are announced or sent."""
    if len(length) > 9 or (length.isdigit() and int(length) > most):
        raise too_large
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        piece = message.get("body", b"")
        size += len(piece)
        if size > most:
            raise too_large
        yield piece
        more = message.get("more_body", False)


def read_object(body: bytes) -> dict[str, Any]:
    """Return the one JSON object in the body; MalformedInput for anything else."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise MalformedInput("The body must be a JSON object.")
    return value


def read_json(body: bytes) -> Any:
    """Return the one JSON value in the body; MalformedInput when it is none, too deep, or holds what is no text."""
    value = _parse(body)
    if body.count(b"{") + body.count(b"[") > MOST_LEVELS:
        _check_depth(value)
    if b"\\u" in body:
        _check_text(value)
    return value


def _parse(body: bytes) -> Any:
    try:
        return _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise MalformedInput("The body is not UTF-8.") from error
    except RecursionError as error:
        raise MalformedInput(f"The body is nested deeper than {MOST_LEVELS} levels.") from error
    except json.JSONDecodeError as error:
        raise MalformedInput(f"Not JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedInput("A member of an object is given twice.")
    return members


def _constant(name: str) -> None:
    raise MalformedInput(f"{name} is not JSON.")


def _fraction(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise MalformedInput("A number is too large.")
    return number


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS or not -(2**63) <= (number := int(text)) < 2**63:
        raise MalformedInput("A number is too large.")
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_constant=_constant, parse_float=_fraction, parse_int=_whole
)


def _check_depth(value: Any) -> None:
    level, here = 0, [value]
    while here:
        level += 1
        if level > MOST_LEVELS:
            raise MalformedInput(f"The body is nested deeper than {MOST_LEVELS} levels.")
        here = [inner for outer in here for inner in _inside(outer) if isinstance(inner, dict | list)]


def _inside(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value


def _check_text(value: Any) -> None:
    """Refuse NUL and lone surrogates anywhere; they can only have come as \\u escapes."""
    todo = [value]
    while todo:
        here = todo.pop()
        if isinstance(here, str):
            if "\x00" in here or any(SURROGATES[0] <= letter <= SURROGATES[1] for letter in here):
                raise MalformedInput("NUL characters and lone surrogates are not text.")
        elif isinstance(here, dict):
            todo += [*here.keys(), *here.values()]
        elif isinstance(here, list):
            todo += here
