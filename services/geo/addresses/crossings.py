"""Where streets cross: found from the centre lines, so that a crossing need not be in any list of addresses."""

from collections.abc import Sequence

import numpy as np
import shapely

from services.geo.addresses.address_text import take_apart
from services.geo.addresses.addresses import INTERSECTION, Address
from services.geo.addresses.streets import street_name
from services.geo.places.roads import Road

SAME_CROSSING_DEGREES = 0.0005  # about 50 m: two lanes of one crossing are one crossing


def crossings_of(roads: Sequence[Road], known: Sequence[Address]) -> list[Address]:
    """Crossings of two differently named streets that are not among the known ones."""
    if not roads:
        return []
    keys = [street_name(road.street).key for road in roads]
    listed = {_pair(address.street) for address in known if address.kind == INTERSECTION}
    lines = np.array([road.line for road in roads], dtype=object)
    firsts, seconds = shapely.STRtree(lines).query(lines, predicate="intersects")
    found: dict[tuple, Address] = {}
    for first, second in zip(firsts.tolist(), seconds.tolist(), strict=True):
        pair = frozenset((keys[first], keys[second]))
        if first < second and len(pair) == 2 and pair not in listed:
            _enter(found, (roads[first], roads[second]), pair)
    return list(found.values())


def _pair(street: str) -> frozenset[str]:
    crossing = take_apart(street).crossing or ()
    return frozenset(street_name(name).key for name in crossing)


def _enter(found: dict, pair_of_roads: tuple[Road, Road], pair: frozenset[str]) -> None:
    one, other = sorted(pair_of_roads, key=lambda road: road.street)
    for point in shapely.get_parts(shapely.extract_unique_points(shapely.intersection(one.line, other.line))):
        place = (round(point.x / SAME_CROSSING_DEGREES), round(point.y / SAME_CROSSING_DEGREES))
        code = "x:" + "+".join(sorted(pair)).replace(" ", "-").lower() + f":{place[0]}:{place[1]}"
        zip_code = one.zip_left if one.zip_left in (other.zip_left, other.zip_right) else None
        name = f"{one.street} & {other.street}"
        found[(pair, place)] = Address(code, None, name, None, None, zip_code, INTERSECTION, point.x, point.y)
