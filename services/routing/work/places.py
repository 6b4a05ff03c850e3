"""A place as rules see it: the areas that hold it, who owns the road, and what nobody could say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

COUNTY, AREA_KINDS = "county", ("service_area", "municipality")


@dataclass(frozen=True)
class Place:
    """`layers` holds {code, name, version} by kind, None where the place lies in no area of the kind.

    A kind that is no key was not looked up. `road_owners` are all owners that the position allows, likeliest first.
    """

    known: bool = False
    inside: bool = True
    layers: Mapping[str, Any] = field(default_factory=dict)
    road_owners: tuple[str, ...] = ()

    @property
    def road_owner(self) -> str | None:
        """The owner of the road on which it most likely is; None away from every road."""
        return self.road_owners[0] if self.road_owners else None

    @cached_property
    def districts(self) -> dict[str, Any]:
        """The areas that hold the place, by kind."""
        return {kind: area for kind, area in self.layers.items() if area and area.get("code")}

    @property
    def area(self) -> str | None:
        """A name that tells roughly where it is and gives nobody's address away."""
        named = (self.districts.get(kind, {}).get("name") for kind in AREA_KINDS)
        return next((name for name in named if name), None)

    def code(self, kind: str) -> str | None:
        """The code of the area of a kind."""
        return self.districts.get(kind, {}).get("code")

    def with_road(self, owner: str) -> "Place":
        """The same place if it were on the road of this owner."""
        return replace(self, road_owners=(owner,))

    def with_area(self, kind: str, area: Any) -> "Place":
        """The same place if it lay in this area of the kind, or, with None, in none."""
        return replace(self, layers={**self.layers, kind: area})


NOWHERE = Place()


def place_from(answer: Mapping[str, Any] | None) -> Place:
    """Read what geo says of one place of a batch; NOWHERE when it cannot say."""
    if not answer or answer.get("position") is None:
        return NOWHERE
    layers = {kind: _brief(area) for kind, area in answer["layers"].items()}
    inside = bool((answer.get("jurisdiction") or {}).get("inside", True))
    return Place(True, inside, layers, _owners(answer.get("road")))


def _brief(area: Any) -> dict[str, Any] | None:
    return {name: area.get(name) for name in ("code", "name", "version")} if area else None


def _owners(road: Any) -> tuple[str, ...]:
    if not road:
        return ()
    others = road.get("owners") or [option["owner"] for option in road.get("candidates", ())]
    return tuple(dict.fromkeys([road["owner"], *others]))


def as_kept(place: Place) -> dict[str, Any]:
    """The form in which a case keeps its place."""
    return {"known": place.known, "inside": place.inside, "layers": dict(place.layers), "owners": place.road_owners}


def from_kept(kept: Mapping[str, Any] | None) -> Place:
    """Read a kept place back."""
    if not kept:
        return NOWHERE
    return Place(kept["known"], kept["inside"], kept["layers"], tuple(kept["owners"]))
