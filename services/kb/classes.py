"""What class an agency has since when: a change holds for what comes later, never for what was promised before."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from services.common import clock
from services.kb.settings import county_zone

COUNTY, FUNDED, EXTERNAL = "county", "funded", "external"


def is_tracked(entry: dict[str, Any]) -> bool:
    """Whether the county hears what becomes of a referral: of its own it does, of a funded partner by agreement."""
    return entry["class"] == COUNTY or (entry["class"] == FUNDED and bool(entry.get("agreement")))


def grow(known: list[dict[str, Any]], entry: dict[str, Any], moment: datetime) -> list[dict[str, Any]]:
    """Return the classes of an entry, oldest first, each {"class", "tracked", "from"}; `from` is null for the first.

    A new one holds from `class_from` of the entry (a day of the county), at the earliest from now.
    """
    now = {"class": entry["class"], "tracked": is_tracked(entry)}
    if not known:
        return [now | {"from": None}]
    if all(known[-1][name] == value for name, value in now.items()):
        return known
    begins = max(moment, _day(entry["class_from"], county_zone())) if entry.get("class_from") else moment
    return [*known, now | {"from": clock.instant_text(begins)}]


def _day(text: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(date.fromisoformat(text), time.min, zone)


def class_at(entry: dict[str, Any], moment: datetime) -> dict[str, Any]:
    """Return {"class", "tracked", "from"} as it holds at an instant."""
    classes = entry.get("classes") or grow([], entry, moment)
    return [one for one in classes if one["from"] is None or clock.parse(one["from"]) <= moment][-1]
