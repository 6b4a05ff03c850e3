"""Looking a place up by whatever was given: a point, an address, a ZIP, or plain text."""

import math
import re
from typing import Any

from services.geo.addresses import matches
from services.geo.addresses.matches import Match
from services.geo.addresses.ranges import UNLISTED
from services.geo.addresses.streets import street_name
from services.geo.atlas.atlas import Atlas
from services.geo.atlas.projection import project_point, stretch_at
from services.geo.places.named_areas import find_area
from services.geo.places.places import describe
from services.geo.places.positions import POINT_CERTAINTY, Position
from services.geo.places.questions import about_address
from services.geo.places.shares import describe_area

SAME_PLACE_METRES = 50.0  # candidates that near to each other need no question
AS_GOOD = 0.02  # candidates with so nearly the same score are equally likely
LEAST_LIKELY = 0.72  # two slips of the finger in a short name still reach it, other words do not
LEAST_STREET = 0.85  # without a house number the name of the street alone must do
ZIP_KIND = "zip_code"
SURE_SCORE = 0.93  # plain text that matches an address so well is not also tried as the name of an area

_POINT = re.compile(r"^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$")
_ZIP = re.compile(r"^\s*(\d{5})(?:-\d{4})?\s*$")


def locate(atlas: Atlas, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer for one place; `asked` is a checked message of the call locate."""
    if asked.get("address_id") in atlas.addresses.by_id:
        return _describe(atlas, address_position(atlas, asked["address_id"]), asked)
    if asked.get("lat") is not None:
        return _describe(atlas, _point(asked), asked)
    if asked.get("zip"):
        return _by_zip(atlas, asked["zip"])
    return _by_text(atlas, asked)


def _describe(atlas: Atlas, position: Position, asked: dict[str, Any]) -> dict[str, Any]:
    return describe(atlas, position, asked.get("fields") == "codes", asked.get("border") == "exact")


def _point(asked: dict[str, Any]) -> Position:
    certain = asked.get("certainty_metres") or POINT_CERTAINTY
    return Position(asked["long"], asked["lat"], "point", certain, street_of(asked.get("address")))


def street_of(address: str | None) -> str | None:
    """The street that a written address names, in the form in which streets are compared."""
    return street_name(matches.street_in(address)).key or None if address else None


def address_position(atlas: Atlas, address_id: str) -> Position:
    """The position of a known address."""
    address = atlas.addresses.by_id[address_id]
    return position_of(Match(address, 1.0, "address", matches.CERTAINTY["address"]), "address_id")


def position_of(match: Match, method: str | None = None) -> Position:
    """The position that a matched address gives."""
    address = match.address
    street = street_name(address.street).key if address.number is not None else None
    return Position(address.long, address.lat, method or match.method, match.certainty_metres, street)


def _by_zip(atlas: Atlas, code: str) -> dict[str, Any]:
    for layer in atlas.areas.layers:
        number = atlas.areas.find(layer.jurisdiction_id, ZIP_KIND, code[:5])
        if number is not None:
            return describe_area(atlas, number, "zip")
    return nothing(atlas, [])


def _by_text(atlas: Atlas, asked: dict[str, Any]) -> dict[str, Any]:
    text = asked.get("address") or asked.get("q") or ""
    point, zip_code = _POINT.match(text), _ZIP.match(text)
    if point and abs(float(point[1])) <= 90 and abs(float(point[2])) <= 180:
        return _describe(atlas, Position(float(point[2]), float(point[1])), asked)
    if zip_code:
        return _by_zip(atlas, zip_code[1])
    found = matches.find(atlas.addresses, text)
    area = find_area(atlas, text) if not found or found[0].score < SURE_SCORE else None
    if area is not None:
        return describe_area(atlas, area, "area")
    return _by_matches(atlas, found, asked)


def _by_matches(atlas: Atlas, found: list[Match], asked: dict[str, Any]) -> dict[str, Any]:
    told = [candidate(match) for match in found]
    meant = the_one(found)
    if meant is None:
        return nothing(atlas, told, [candidate(match) for match in _equally_likely(found)])
    return _describe(atlas, position_of(meant), asked) | {"candidates": told}


def is_unknown(answer: dict[str, Any]) -> bool:
    """Whether nothing here is like what was asked: then somebody outside may know it."""
    return answer["position"] is None and not answer["candidates"]


def locate_match(atlas: Atlas, match: Match, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer for an address that was found elsewhere."""
    return _describe(atlas, position_of(match), asked) | {"candidates": [candidate(match)]}


def the_one(found: list[Match]) -> Match | None:
    """The match that is meant; None where none is likely enough, or where several elsewhere are as likely."""
    likely = _equally_likely(found)
    if len(likely) != 1:
        return None
    least = LEAST_STREET if likely[0].method == "street" else LEAST_LIKELY
    return likely[0] if likely[0].score >= least else None


def _equally_likely(found: list[Match]) -> list[Match]:
    """The best match and those elsewhere that are as good."""
    best = found[:1]
    return best + [match for match in found[1:] if match.score >= best[0].score - AS_GOOD and _apart(best[0], match)]


def _apart(one: Match, other: Match) -> bool:
    (x, y), (u, v) = (project_point(match.address.long, match.address.lat) for match in (one, other))
    return math.hypot(x - u, y - v) / stretch_at(one.address.lat) > SAME_PLACE_METRES + one.certainty_metres


def nothing(atlas: Atlas, candidates: list[dict], rivals: list[dict] | None = None) -> dict[str, Any]:
    """The answer when no place can be named: every layer unknown, and a question that would help."""
    return {"position": None, "jurisdiction": {"id": None, "inside": False, "nearest": None},
            "layers": dict.fromkeys(atlas.kinds), "road": None, "address": None,
            "question": about_address(rivals or []), "candidates": candidates}  # fmt: skip


def candidate(match: Match) -> dict[str, Any]:
    """A match in the form of the contract."""
    address = match.address
    listed = None if address.id.startswith(UNLISTED) else address.id
    return {"address_id": listed, "label": address.label, "lat": address.lat, "long": address.long,
            "kind": address.kind, "score": match.score, "method": match.method,
            "reason": match.reason, "side": match.side}  # fmt: skip
