"""House numbers that no list holds, placed by the range of numbers along a stretch of road."""

from collections.abc import Iterable

import numpy as np
import shapely

from services.geo.addresses.addresses import ADDRESS, Address
from services.geo.atlas.nearby import projected
from services.geo.atlas.projection import stretch_at, unproject
from services.geo.places.roads import Road

SETBACK_METRES = 12.0  # a house stands so far from the centre line
UNLISTED = "~"  # begins the id of an address that is worked out, not listed


def addresses_in_range(roads: Iterable[Road], number: int) -> list[tuple[Address, str]]:
    """Where a number would stand on these stretches of one street, and on which side of each that has it."""
    found = []
    for road in roads:
        for side, ends in (("left", road.left), ("right", road.right)):
            if ends and _holds(ends, number):
                found.append((_address(road, number, side, ends), side))
    return found


def _holds(ends: tuple[int, int], number: int) -> bool:
    return min(ends) <= number <= max(ends) and number % 2 == ends[0] % 2 and max(ends) > 0


def _address(road: Road, number: int, side: str, ends: tuple[int, int]) -> Address:
    first, last = ends
    share = (number - first) / (last - first) if first != last else 0.5
    long, lat = _beside(road, min(max(share, 0.02), 0.98), side)
    zip_code = road.zip_left if side == "left" else road.zip_right
    code = f"{UNLISTED}{number} {road.street} {road.code}"
    return Address(code, number, road.street, None, None, zip_code, ADDRESS, round(long, 6), round(lat, 6))


def _beside(road: Road, share: float, side: str) -> tuple[float, float]:
    """The point so far along the stretch, set back to its left or right."""
    line = shapely.get_parts(projected([road.line])[0])[0]
    back, at, ahead = (
        np.array(shapely.line_interpolate_point(line, min(max(share + step, 0), 1), normalized=True).coords[0])
        for step in (-0.01, 0.0, 0.01)
    )
    along = (ahead - back) / np.hypot(*(ahead - back))
    across = np.array([-along[1], along[0]]) if side == "left" else np.array([along[1], -along[0]])
    _, lat = unproject(*at)
    return unproject(*(at + across * SETBACK_METRES * stretch_at(lat)))
