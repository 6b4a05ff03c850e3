"""The arguments of a listing, and what they ask of intake."""

from datetime import datetime, timedelta
from typing import Any

from gateway.open311.fields import Fields, wrong
from gateway.open311.jurisdictions import Jurisdiction
from services.common import clock

MOST_ON_A_PAGE = 1000
MOST_METRES = 100_000
SPAN = timedelta(days=90)
DEEPEST = 1_000_000
USUAL_METRES = 1000.0


class Filters:
    """A listing as it was asked for: the message to intake, how many requests at most, how many to leave out."""

    def __init__(self, query: Fields, jurisdiction: Jurisdiction, drill: bool) -> None:
        self.size = query.whole("page_size", 1, MOST_ON_A_PAGE) or MOST_ON_A_PAGE
        # Pages count from 1; a client that counts from 0 gets the first one twice rather than an error.
        self.skip = (max(query.whole("page", 0, DEEPEST) or 1, 1) - 1) * self.size
        self.details = query.flag("extensions")
        self.message = scope(jurisdiction, drill) | {"details": self.details} | _read(query)
        if jurisdiction.services and self.message.get("numbers") is None:
            wanted = self.message.get("services")
            self.message["services"] = sorted(jurisdiction.services & set(wanted or jurisdiction.services))


def scope(jurisdiction: Jurisdiction, drill: bool) -> dict[str, Any]:
    """Return whose requests are meant, real ones or drills."""
    return {"jurisdiction_id": jurisdiction.stored, "drill": drill}


def _read(query: Fields) -> dict[str, Any]:
    numbers = query.words("service_request_id")
    if numbers is not None:
        return {"numbers": [number[:32] for number in numbers]}
    status = query.words("status")
    found = {
        "services": query.words("service_code"),
        "status": [word.lower()[:32] for word in status[:20]] if status else None,
        "q": query.text("q", 200),
        "box": _box(query),
        "near": _circle(query),
    }
    return {name: value for name, value in (found | _times(query)).items() if value is not None}


def _times(query: Fields) -> dict[str, Any]:
    start, end = query.instant("start_date"), query.instant("end_date")
    changed = query.instant("updated_after"), query.instant("updated_before")
    if start or end or not any(changed):
        start, end = span(start, end, clock.now())
    said = {"since": start, "until": end, "updated_since": changed[0], "updated_until": changed[1]}
    return {name: clock.instant_text(instant) for name, instant in said.items() if instant}


def span(start: datetime | None, end: datetime | None, now: datetime) -> tuple[datetime, datetime | None]:
    """Return a span of at most 90 days: with one end from there, without any the last ones, of a longer the newest."""
    try:
        if end is None:
            return (now - SPAN, None) if start is None else (start, start + SPAN)
        return max(start, end - SPAN) if start else end - SPAN, end
    except OverflowError as error:
        raise wrong("start_date", "No request is that old.") from error


def _box(query: Fields) -> dict[str, float] | None:
    words = query.words("bbox")
    if words is None:
        return None
    if len(words) != 4:
        raise wrong("bbox", "Four numbers are expected: west, south, east, north.")
    west, south, east, north = (Fields([("bbox", word)]).number("bbox") for word in words)
    return {"west": west, "south": south, "east": east, "north": north}  # type: ignore[dict-item]


def _circle(query: Fields) -> dict[str, float] | None:
    lat, long, metres = query.number("lat"), query.number("long"), query.number("radius")
    if lat is None and long is None:
        if metres is not None:
            raise wrong("radius", "A radius needs lat and long.")
        return None
    if lat is None or long is None:
        raise wrong("lat" if lat is None else "long", "A point needs both lat and long.")
    if metres is not None and not 0 < metres <= MOST_METRES:
        raise wrong("radius", f"Metres are expected, at most {MOST_METRES}.")
    return {"lat": lat, "long": long, "metres": USUAL_METRES if metres is None else metres}
