"""Speaking Open311 to another server: hand a request over, look whether it arrived, read what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

from services.common import clock
from services.routing.outside.forwardings import Tried

SECONDS = (5.0, 15.0)  # to connect, to answer
MOST_LETTERS = 4000
PAGE, MOST_PAGES, AT_ONCE = 250, 40, 50
FOR_GOOD = (400, 404, 405, 410, 413, 414, 415, 422)


class ServerAway(Exception):
    """The other server did not answer, or not what Open311 says."""


@dataclass(frozen=True)
class Server:
    """Where an agency's server is and how we are known there."""

    url: str
    jurisdiction_id: str | None
    api_key: str | None

    def ask(self, path: str, **query: Any) -> list[Mapping[str, Any]]:
        """Return the records of an answer; ServerAway when there is none."""
        try:
            answer = requests.get(f"{self.url}/{path}.json", self._about(query), timeout=SECONDS, allow_redirects=False)
            answer.raise_for_status()
            return records(answer.json())
        except (requests.RequestException, ValueError) as error:
            raise ServerAway(type(error).__name__) from error

    def _about(self, members: Mapping[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in members.items() if value not in (None, "")}
        return kept | ({"jurisdiction_id": self.jurisdiction_id} if self.jurisdiction_id else {})

    def post(self, form: Mapping[str, Any], key: str) -> Tried:
        """Hand a request over; the idempotency key lets a server that knows it answer a repeat as before."""
        data = self._about(form) | {"api_key": self.api_key or ""}
        try:
            answer = requests.post(f"{self.url}/requests.json", data, headers={"Idempotency-Key": key},
                                   timeout=SECONDS, allow_redirects=False)  # fmt: skip
        except (requests.exceptions.ConnectTimeout, requests.exceptions.InvalidURL) as error:
            return Tried("not_sent", type(error).__name__)
        except requests.RequestException as error:
            return Tried("unsure", type(error).__name__)
        return _read_posted(answer)


def _read_posted(answer: requests.Response) -> Tried:
    if answer.status_code not in (200, 201):
        wait = answer.headers.get("Retry-After", "")
        kind = "refused" if answer.status_code in FOR_GOOD else "not_sent" if answer.status_code < 500 else "unsure"
        return Tried(kind, f"status {answer.status_code}", wait_seconds=float(wait) if wait.isdecimal() else 0.0)
    try:
        [made] = records(answer.json())
    except ValueError:
        return Tried("unsure", "unreadable answer")
    number, token = text(made.get("service_request_id")), text(made.get("token"))
    if number:
        return Tried("sent", number=number)
    return Tried("token", token=token) if token else Tried("unsure", "neither number nor token")


def records(said: Any) -> list[Mapping[str, Any]]:
    """Return the records of an answer; some servers keep the root, which the standard drops."""
    if isinstance(said, dict):
        said = next((value for value in said.values() if isinstance(value, list)), None)
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise ValueError("not a list of records")
    return said


def text(value: Any) -> str | None:
    """Return a member as text: servers write numbers as either."""
    return str(value).strip()[:200] or None if isinstance(value, str | int) and not isinstance(value, bool) else None


def compose(row: Mapping[str, Any], fact: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form that hands a request over: what and where, never who; our reference lets us find it again."""
    location = fact.get("location") or {}
    answers = [f"{code}: {_spoken(value)}" for code, value in (fact.get("answers") or {}).items()]
    foot = f"\n\nForwarded by 311, request {row['number']}. Reference: {reference(row)}"
    words = "\n".join([fact.get("description") or "", *answers]).strip()
    return {
        "service_code": row["service_code"],
        "lat": location.get("lat"),
        "long": location.get("long"),
        "address_string": location.get("address") or location.get("text"),
        "description": words[: MOST_LETTERS - len(foot)] + foot,
    }


def _spoken(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def reference(row: Mapping[str, Any]) -> str:
    """Return what marks a request as ours in the other server's listing."""
    return str(row["id"]).replace("-", "")


def find(server: Server, row: Mapping[str, Any]) -> str | None:
    """Look in the listing for a request that an unsure attempt may have made; return its number."""
    since = clock.as_utc(row["first_tried_at"]) or clock.now()
    start = clock.instant_text(since.replace(minute=0, second=0, microsecond=0))
    for page in _pages(server, service_code=row["service_code"], start_date=start):
        for one in page:
            if reference(row) in (one.get("description") or ""):
                return text(one.get("service_request_id"))
    return None


def _pages(server: Server, **query: Any) -> Iterator[list[Mapping[str, Any]]]:
    """Yield pages until one is short, or the same as the one before, as some servers repeat the last."""
    before: list[Mapping[str, Any]] = []
    for number in range(1, MOST_PAGES + 1):
        page = server.ask("requests", **query, page=number, page_size=PAGE)
        if page == before:
            return
        yield page
        if len(page) < PAGE:
            return
        before = page


def updates(server: Server, after: datetime) -> list[dict[str, Any]]:
    """Return every request there that has changed since."""
    found = _pages(server, updated_after=clock.instant_text(after))
    return [seen for page in found for one in page if (seen := picture(one))]


def by_numbers(server: Server, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Return these requests as they are there."""
    found = []
    for start in range(0, len(numbers), AT_ONCE):
        wanted = ",".join(numbers[start : start + AT_ONCE])
        found += [seen for one in server.ask("requests", service_request_id=wanted) if (seen := picture(one))]
    return found


def picture(one: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return number, status, notes and time of change of a record; None for one that says neither."""
    number, status = text(one.get("service_request_id")), str(one.get("status") or "").lower()
    if not number or status not in ("open", "closed"):
        return None
    try:
        updated_at = datetime.fromisoformat(one.get("updated_datetime") or "")
    except (TypeError, ValueError):
        updated_at = None
    at = clock.as_utc(updated_at)
    notes = one.get("status_notes")
    return {
        "number": number,
        "status": status,
        "notes": notes[:2000] if isinstance(notes, str) else None,
        "updated_at": at,
    }
