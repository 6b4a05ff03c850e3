"""Places as lines of text: JSON as one place alone is answered, or rows of a table."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from services.geo.atlas.atlas import Atlas
from services.geo.places.lookups import locate
from services.geo.places.places import Place, tell_codes
from services.geo.places.positions import Position
from services.geo.places.roads import road_at

LAYER_MEMBERS = ("code", "name", "version", "border_metres")
ROAD_MEMBERS = ("street", "owner", "side")
POINT = {"id", "lat", "long"}  # what a place has that is a point and nothing else
BEGINNING = ("id", "lat", "long", "method")


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of text, the columns of a table (none for JSON), and by which method each place was found."""

    text: str
    columns: list[str]
    methods: list[str | None]


def write_lines(atlas: Atlas, wish: dict[str, Any]) -> Lines:
    """The answers of a checked message of the call locate_lines, all from one atlas."""
    places = wish["places"]
    answers = codes_each(atlas, places) if wish["fields"] == "codes" else [locate(atlas, place) for place in places]
    told = [{"id": place["id"], **answer} for place, answer in zip(places, answers, strict=True)]
    methods = [answer["position"] and answer["position"]["method"] for answer in told]
    if wish["form"] == "json":
        return Lines(b"".join(orjson.dumps(answer) + b"\n" for answer in told).decode(), [], methods)
    columns = wish["columns"] or columns_of(atlas.kinds, wish["fields"] == "codes")
    return Lines(_table(columns, map(_row, told)), columns, methods)


def codes_each(atlas: Atlas, places: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each place with codes alone, as locate tells it one by one; points are looked up all at once."""
    points = [number for number, place in enumerate(places) if place.keys() == POINT]
    longs, lats = (np.array([places[number][name] for number in points], dtype=float) for name in ("long", "lat"))
    held, roads = atlas.areas.areas_at_each(longs, lats), atlas.roads.at_each(longs, lats)
    nearest = atlas.areas.nearest_counties(longs, lats, held)
    told: dict[int, dict[str, Any]] = {}
    for turn, (number, inside, near) in enumerate(zip(points, held, roads, strict=True)):
        position = Position(places[number]["long"], places[number]["lat"])
        place = Place(atlas, position, inside, nearest.get(turn))
        told[number] = tell_codes(place, road_at(atlas.roads, position, near))
    return [told.get(number) or locate(atlas, {**place, "fields": "codes"}) for number, place in enumerate(places)]


def columns_of(kinds: Iterable[str], codes_only: bool) -> list[str]:
    """The columns of a table: what identifies the place, each layer, and the road."""
    if codes_only:
        return [*BEGINNING, *kinds, "road_owner"]
    layers = [_column(kind, member) for kind in kinds for member in LAYER_MEMBERS]
    return [*BEGINNING, *layers, *(f"road_{member}" for member in ROAD_MEMBERS), "question"]


def _column(kind: str, member: str) -> str:
    return kind if member == "code" else f"{kind}_{member}"


def _row(answer: dict[str, Any]) -> dict[str, Any]:
    row = {"id": answer["id"], **(answer["position"] or {})}
    for kind, layer in answer["layers"].items():
        row |= {_column(kind, member): (layer or {}).get(member) for member in LAYER_MEMBERS}
    road, question = answer["road"] or {}, answer["question"] or {}
    row |= {f"road_{member}": road.get(member) for member in ROAD_MEMBERS}
    return row | {"question": question.get("text")}


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO()
    csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n").writerows(rows)
    return text.getvalue()


def codes_of(atlas: Atlas, wish: dict[str, Any]) -> dict[str, Any]:
    """The code of each place in one layer and the names of these codes, to sort or group by."""
    kind = wish["kind"]
    if kind not in atlas.kinds:
        return {"known": False, "codes": [], "names": {}}
    answers = codes_each(atlas, wish["places"])
    codes = [(answer["layers"][kind] or {}).get("code") for answer in answers]
    owners = [answer["jurisdiction"]["id"] for answer in answers]
    numbers = {code: atlas.areas.find(owner, kind, code) for owner, code in zip(owners, codes, strict=True) if code}
    names = {code: atlas.areas.areas[number].name for code, number in numbers.items() if number is not None}
    return {"known": True, "codes": codes, "names": names}
