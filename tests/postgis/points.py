"""Points to ask about: anywhere, close to borders, and exactly on their corners; the same every time."""

import math

import numpy as np
import shapely

from services.geo.atlas.index import AreaIndex

METRES_A_DEGREE = 111_320.0
BEYOND = 0.05  # degrees around the county
Points = list[tuple[float, float]]


def anywhere(index: AreaIndex, many: int, seed: int) -> Points:
    """Points evenly over the box of the counties and a little beyond."""
    west, south, east, north = index.grids[0].west, index.grids[0].south, index.grids[0].east, index.grids[0].north
    chance = np.random.default_rng(seed)
    longs = chance.uniform(west - BEYOND, east + BEYOND, many)
    lats = chance.uniform(south - BEYOND, north + BEYOND, many)
    return list(zip(longs.tolist(), lats.tolist(), strict=True))


def near_borders(index: AreaIndex, many: int, metres: float, seed: int) -> Points:
    """Points up to so many metres beside borders of areas drawn by lot, a tenth of them exactly on corners."""
    chance = np.random.default_rng(seed)
    rings = [shapely.get_coordinates(shape) for shape in index.shapes]
    found = []
    for number in chance.integers(0, len(rings), many).tolist():
        pairs = rings[number]
        place = int(chance.integers(0, len(pairs) - 1))
        found.append(
            _corner(pairs[place]) if len(found) % 10 == 0 else _beside(pairs[place : place + 2], metres, chance)
        )
    return found


def _corner(pair: np.ndarray) -> tuple[float, float]:
    return float(pair[0]), float(pair[1])


def _beside(ends: np.ndarray, metres: float, chance: np.random.Generator) -> tuple[float, float]:
    (x, y), way = ends[0], ends[1] - ends[0]
    share, off = chance.uniform(0, 1), chance.uniform(-metres, metres) / METRES_A_DEGREE
    length = math.hypot(way[0], way[1]) or 1.0
    across = -way[1] / length * off / math.cos(math.radians(y)), way[0] / length * off
    return float(x + share * way[0] + across[0]), float(y + share * way[1] + across[1])
