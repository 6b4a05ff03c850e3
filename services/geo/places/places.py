"""The one answer about a place: position, districts with their layer versions, road, and one question if unsure."""

from collections.abc import Iterable
from typing import Any

from services.geo.atlas.atlas import Atlas
from services.geo.atlas.index import BORDER_METRES, COUNTY, Area, NearCounty
from services.geo.places.positions import Position
from services.geo.places.questions import choose
from services.geo.places.roads import road_at


class Place:
    """A position seen on one atlas: which jurisdiction answers for it and which of its areas hold it."""

    def __init__(
        self, atlas: Atlas, position: Position, found: list[int] | None = None, nearest: NearCounty | None = None
    ) -> None:
        self.atlas = atlas
        self.areas = atlas.areas.areas
        self.position = position
        held = atlas.areas.areas_at(position.long, position.lat) if found is None else found
        self.jurisdiction = self._jurisdiction(held, nearest)
        self.inside = list(self._own(held))

    def _jurisdiction(self, held: list[int], nearest: NearCounty | None) -> dict[str, Any]:
        """The one whose county holds the point, else the one that knows a county there, else whose is nearest."""
        counties = [self.areas[number] for number in held if self.areas[number].layer.kind == COUNTY]
        for county in counties:
            if not county.is_neighbour:
                return {"id": county.layer.jurisdiction_id, "inside": True, "nearest": None}
        if counties:
            return _outside(counties[0], 0)
        nearest = nearest or self.atlas.areas.county_borders.nearest(self.position.long, self.position.lat)
        if nearest is None:
            first = self.areas[held[0]].layer.jurisdiction_id if held else None
            return {"id": first, "inside": bool(held), "nearest": None}
        return _outside(self.areas[nearest[0]], round(nearest[1]))

    def _own(self, numbers: Iterable[int]) -> Iterable[int]:
        own = self.jurisdiction["id"]
        return (number for number in numbers if self.areas[number].layer.jurisdiction_id == own)

    def layers(self, form) -> dict[str, Any]:
        """Every loaded kind with form(number, area) of the area that holds the point, lowest code first, or None."""
        answer: dict[str, Any] = dict.fromkeys(self.atlas.kinds)
        for number in reversed(self.inside):
            area = self.areas[number]
            answer[area.layer.kind] = form(number, area)
        return answer

    def borders(self, exact: bool) -> dict[int, float]:
        """Area number -> metres to its border, up to 100 m or, when asked exactly, however far."""
        reach = max(BORDER_METRES, self.position.certainty_metres)
        long, lat, index = self.position.long, self.position.lat, self.atlas.areas.borders
        found = index.within(long, lat, reach)
        if exact:
            found |= {number: index.metres_to(number, long, lat) for number in self.inside if number not in found}
        return found

    def candidates(self, borders: dict[int, float]) -> dict[str, list[dict]]:
        """Kind -> areas that the place may lie in as its position is only so certain, codes ascending."""
        certain = self.position.certainty_metres
        near = self._own(number for number, metres in borders.items() if metres <= certain)
        found: dict[str, list[dict]] = {}
        for number in sorted({*near, *self.inside}):
            area = self.areas[number]
            metres = 0.0 if number in self.inside else round(borders[number], 2)
            found.setdefault(area.layer.kind, []).append({"code": area.code, "name": area.name, "metres": metres})
        return found


def _outside(county: Area, metres: int) -> dict[str, Any]:
    told = {"kind": COUNTY, "code": county.code, "name": county.name, "metres": metres}
    return {"id": county.layer.jurisdiction_id, "inside": False, "nearest": told}


def describe(atlas: Atlas, position: Position, codes_only: bool = False, exact_border: bool = False) -> dict[str, Any]:
    """The whole answer for a position, from one atlas; outside every county the nearest known one is named."""
    place, road = Place(atlas, position), road_at(atlas.roads, position)
    return tell_codes(place, road) if codes_only else tell_all(place, road, exact_border)


def tell_codes(place: Place, road: dict[str, Any] | None) -> dict[str, Any]:
    """Which districts hold the place, their codes alone."""
    return _answer(place, place.layers(_code), road)


def tell_all(place: Place, road: dict[str, Any] | None, exact_border: bool = False) -> dict[str, Any]:
    """Everything about a place, and the question to ask where it may lie elsewhere."""
    borders = place.borders(exact_border)
    candidates = place.candidates(borders)
    told = borders if exact_border else {n: metres for n, metres in borders.items() if metres <= BORDER_METRES}
    layers = place.layers(lambda number, area: _whole(area, told.get(number), candidates))
    answer = _answer(place, layers, road)
    answer["address"] = nearest_address(place.atlas, place.position)
    answer["question"] = choose(layers, _doubtful(place, borders, candidates), road)
    return answer


def _answer(place: Place, layers: dict[str, Any], road: dict[str, Any] | None) -> dict[str, Any]:
    return {"position": place.position.as_answer(), "jurisdiction": place.jurisdiction, "layers": layers,
            "road": road, "address": None, "question": None, "candidates": []}  # fmt: skip


def nearest_address(atlas: Atlas, position: Position) -> dict[str, Any] | None:
    """The known address nearest to a point, within 150 m, for people to recognise the place by."""
    near = atlas.addresses.near(position.long, position.lat) if position.method == "point" else []
    for address, metres in near:
        return {"address_id": address.id, "label": address.label, "metres": round(metres, 1)}
    return None


def _code(_: int, area: Area) -> dict[str, Any]:
    return {"code": area.code}


def brief(_: int, area: Area) -> dict[str, Any]:
    """Code, name and version: what is kept with a request."""
    return {"code": area.code, "name": area.name, "version": area.layer.version}


def _whole(area: Area, border: float | None, candidates: dict[str, list[dict]]) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "version": area.layer.version,
        "valid_from": area.layer.valid_from,
        "border_metres": None if border is None else round(border, 2),
        "candidates": candidates[area.layer.kind],
    }


def _doubtful(place: Place, borders: dict[int, float], candidates: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """Overlapping areas far from any border are no doubt: the place lies in all of them."""
    near = {place.areas[number].layer.kind for number, metres in borders.items()
            if metres <= place.position.certainty_metres}  # fmt: skip
    return {kind: options for kind, options in candidates.items() if kind in near}
