"""Facilities near a place: libraries, pools, recycling centres, with distance and whether they are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

from services.kb.hours import describe_hours, read_hours

EARTH_METRES = 6_371_008.8  # mean radius


@dataclass(frozen=True)
class Place:
    """A point in degrees, WGS 84."""

    lat: float
    long: float


@dataclass(frozen=True)
class Wish:
    """What is looked for: when, near which place, of which kind, open then, with which features."""

    moment: datetime
    near: Place | None = None
    kind: str | None = None
    open_only: bool = False
    features: tuple[str, ...] = ()


def metres_between(one: Place, other: Place) -> float:
    """The great-circle distance in metres."""
    lat_one, lat_other = radians(one.lat), radians(other.lat)
    half_lat, half_long = (lat_other - lat_one) / 2, radians(other.long - one.long) / 2
    chord = sin(half_lat) ** 2 + cos(lat_one) * cos(lat_other) * sin(half_long) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(chord)))


def find_facilities(facilities: list[dict], wish: Wish, zone: ZoneInfo) -> list[dict]:
    """The facilities that fit, nearest first, without a place by name. Unknown hours count as shut."""
    fitting = [facility for facility in facilities if _fits(facility, wish)]
    described = [describe_facility(facility, wish, zone) for facility in fitting]
    if wish.open_only:
        described = [facility for facility in described if facility["open"]]
    return sorted(described, key=_nearest_first)


def describe_facility(facility: dict, wish: Wish, zone: ZoneInfo) -> dict:
    """The facility with its distance from the wished place and its hours at the wished moment."""
    here = Place(facility["lat"], facility["long"])
    distance = round(metres_between(wish.near, here)) if wish.near else None
    hours = describe_hours(read_hours(facility.get("hours"), zone), wish.moment)
    return {**facility, "distance_metres": distance, **hours}


def _fits(facility: dict, wish: Wish) -> bool:
    if wish.kind and facility["kind"] != wish.kind:
        return False
    return set(wish.features) <= set(facility.get("features") or ())


def _nearest_first(facility: dict) -> tuple:
    distance = facility["distance_metres"]
    return (distance is None, distance or 0, facility["name"], facility["id"])
