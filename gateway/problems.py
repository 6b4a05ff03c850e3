"""The one table from refusals to RFC 9457 problems."""

import re
from http import HTTPStatus
from typing import Any

import orjson

from services.common.errors import Refusal

PROBLEM = b"application/problem+json"


class NoSuchPath(Refusal):
    """There is nothing at this address."""

    status = 404


class WrongMethod(Refusal):
    """This address does not know that method; Allow names those it knows."""

    status = 405


class TooSlow(Refusal):
    """The request did not arrive in time: 30 s for its headers, 60 s for its body."""

    status = 408


class TargetTooLong(Refusal):
    """The address is longer than 8,192 bytes."""

    status = 414


class HeadersTooLarge(Refusal):
    """The headers are larger than 32 KiB, or more than 100."""

    status = 431


class Overloaded(Refusal):
    """More is asked than can be answered now: repeat in a few seconds."""

    status = 503
    retry_after_seconds = 5


def kebab(code: str) -> str:
    """Write a refusal's code as it stands in the problem's type: RequestNotFound → request-not-found."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", code).lower()


def title_of(status: int) -> str:
    """Return the phrase of a status."""
    return "Unprocessable Content" if status == 422 else HTTPStatus(status).phrase


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return refusal.status


def body_of(refusal: Refusal, trace_id: str) -> bytes:
    """Return the problem as JSON; `type` leads to its explanation on the page of the API."""
    problem: dict[str, Any] = {
        "type": f"/docs#{kebab(refusal.code)}",
        "title": title_of(refusal.status),
        "status": refusal.status,
        "detail": refusal.detail,
        "code": refusal.code,
        "trace_id": trace_id,
    }
    if refusal.errors:
        problem["errors"] = refusal.errors
    return orjson.dumps(problem)


def headers_of(refusal: Refusal) -> list[tuple[bytes, bytes]]:
    """Return the headers that a problem has beside those of every answer."""
    headers = [(b"content-type", PROBLEM), (b"cache-control", b"no-store")]
    if refusal.retry_after_seconds is not None:
        headers.append((b"retry-after", str(refusal.retry_after_seconds).encode()))
    if refusal.status == 401:
        headers.append((b"www-authenticate", _challenge(refusal)))
    return headers


def _challenge(refusal: Refusal) -> bytes:
    error = getattr(refusal, "challenge", "")
    return b'Bearer realm="hub311"' + (f', error="{error}"'.encode() if error else b"")
