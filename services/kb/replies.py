"""What callers are told: hits, agencies and facilities in the form of the contract."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from services.common import clock
from services.kb import agencies, buildings, gaps
from services.kb.directory import AGENTS_ONLY, copy_entry, describe_agency, show_numbers
from services.kb.facilities import Place, Wish, find_facilities
from services.kb.search import Found, Hit, Question

FACILITY_MEMBERS = (
    "kind",
    "address",
    "lat",
    "long",
    "distance_metres",
    "open",
    "closes_at",
    "opens_at",
    "hours_text",
)


def read_question(message: dict[str, Any], rules: tuple[str, ...]) -> Question:
    """The question of a message, asked under these publish rules."""
    moment = message["at"] or clock.now()
    return Question(message["q"], moment, rules, message["language"], _place(message), message["limit"])


def _place(message: dict[str, Any]) -> Place | None:
    return None if message["lat"] is None else Place(message["lat"], message["long"])


def describe_found(found: Found, rules: tuple[str, ...]) -> dict[str, Any]:
    """The answers as one list."""
    return {"items": [_describe_hit(hit, rules) for hit in found.hits], "language": found.language, "sure": found.sure}


def _describe_hit(hit: Hit, rules: tuple[str, ...]) -> dict[str, Any]:
    entry = hit.entry
    names = ("kind", "id", "version", "title", "url", "service_code", "language", "fallback", "outdated")
    there = hit.facility and {name: hit.facility.get(name) for name in FACILITY_MEMBERS}
    return {
        **{name: getattr(entry, name) for name in names},
        "snippet": hit.snippet,
        "score": hit.score,
        "phone": entry.phone_for(rules),
        "facility": there,
    }


def read_entry(session: Session, message: dict[str, Any], zone: ZoneInfo, rules: tuple[str, ...]) -> dict[str, Any]:
    """A directory entry with the numbers that these publish rules allow."""
    entry = agencies.read_agency(session, message["id"])
    return describe_agency(entry, message["language"], rules, (clock.now(), zone))


def list_directory(session: Session, message: dict[str, Any], rules: tuple[str, ...]) -> dict[str, Any]:
    """A page of the directory in its short form; the agents' number only where the rules allow it."""
    found = agencies.list_agencies(session, message["after"], message["limit"] + 1)
    page = found[: message["limit"]]
    more = len(found) > len(page)
    return {"items": [_short(entry, rules) for entry in page], "next": page[-1]["id"] if more else None}


def _short(entry: dict[str, Any], rules: tuple[str, ...]) -> dict[str, Any]:
    copy = copy_entry(entry)
    kept_for_agents = [row["number"] for row in show_numbers(entry, (AGENTS_ONLY,))]
    if copy["phone_publish"] not in rules:
        copy["phone"] = None
    agents_phone = next(iter(kept_for_agents), None) if AGENTS_ONLY in rules else None
    return copy | {"version": entry["version"], "agents_phone": agents_phone}


def list_facilities(session: Session, message: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Facilities as the message wishes them, nearest first."""
    wish = Wish(
        moment=message["at"] or clock.now(),
        near=_place(message),
        kind=message["kind"],
        open_only=message["open"],
        features=tuple(message["features"]),
    )
    known = buildings.list_facilities(session, message["kind"], message["id"])
    found = find_facilities(known, wish, zone)
    return {"items": found[: message["limit"]]}


def list_gaps(session: Session, message: dict[str, Any]) -> dict[str, Any]:
    """A page of gaps."""
    found = gaps.list_gaps(session, message)
    more = len(found) > message["limit"]
    return {"items": found[: message["limit"]], "next": message["offset"] + message["limit"] if more else None}
