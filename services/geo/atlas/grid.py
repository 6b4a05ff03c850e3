"""Cells over a box: which areas hold a whole cell, and which have their border in it and must be asked."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

SIDE = 1024  # cells in each direction: about 50 m in a county, of which one in twelve has a border
ROUNDING = 1e-12  # degrees: the end of a part of a split segment may be off by the last digits of a float
OUTSIDE, WHOLE, BORDER = 0, 1, 2
KINDS = 3

Box = tuple[float, float, float, float]  # west, south, east, north
Window = tuple[slice, slice]  # rows and columns
Content = tuple[tuple[int, ...], tuple[int, ...]]  # areas that hold the whole cell; areas with a border in it


class Grid:
    """Exact, as a cell through which no border of an area runs lies wholly inside or wholly outside of it.

    `shapes` are prepared polygons; an area's number is its place among them.
    """

    def __init__(self, box: Box, shapes: Sequence[Any], side: int = SIDE) -> None:
        self.west, self.south, self.east, self.north = box
        self.side = side
        self.across = side / (self.east - self.west)  # cells a degree
        self.up = side / (self.north - self.south)
        self.cells = np.zeros((side, side), dtype=np.int32)
        self.contents: list[Content] = [((), ())]
        for number, shape in enumerate(shapes):
            self._enter(number, shape)
        self._drop_unused()
        self._flat = memoryview(self.cells.reshape(-1))  # a single value is read ten times faster than from an array

    def content_at(self, long: float, lat: float) -> Content | None:
        """What the cell of a point holds; None outside the box."""
        if not (self.west <= long <= self.east and self.south <= lat <= self.north):
            return None
        column = min(int((long - self.west) * self.across), self.side - 1)
        row = min(int((lat - self.south) * self.up), self.side - 1)
        return self.contents[self._flat[row * self.side + column]]

    def _columns(self, longs: np.ndarray) -> np.ndarray:
        return np.clip((longs - self.west) * self.across, 0, self.side - 1).astype(np.int64)

    def _rows(self, lats: np.ndarray) -> np.ndarray:
        return np.clip((lats - self.south) * self.up, 0, self.side - 1).astype(np.int64)

    def _enter(self, number: int, shape: Any) -> None:
        west, south, east, north = shapely.bounds(shape)
        if east < self.west or west > self.east or north < self.south or south > self.north:
            return
        columns, rows = self._columns(np.array([west, east])), self._rows(np.array([south, north]))
        window = slice(rows[0], rows[1] + 1), slice(columns[0], columns[1] + 1)
        self._merge(number, window, self._flags(shape, window))

    def _flags(self, shape: Any, window: Window) -> np.ndarray:
        """OUTSIDE, WHOLE or BORDER for each cell; of cells in a row without a border only the first is asked."""
        border = np.zeros((self.side, self.side), dtype=bool)
        for ring in shapely.get_rings(shapely.get_parts(shape)):
            for rows, columns in self._cells_along(shapely.get_coordinates(ring)):
                border[rows, columns] = True
        border = border[window]
        starts = ~border
        starts[:, 1:] &= border[:, :-1]
        rows, columns = np.nonzero(starts)
        longs = self.west + (columns + window[1].start + 0.5) / self.across
        lats = self.south + (rows + window[0].start + 0.5) / self.up
        holds = shapely.intersects_xy(shape, longs, lats)
        flags = np.full(border.shape, BORDER, dtype=np.int32)
        flags[~border] = holds[np.cumsum(starts)[~border.reshape(-1)] - 1]
        return flags

    def _cells_along(self, pairs: np.ndarray) -> Iterable[tuple[np.ndarray, np.ndarray]]:
        """Rows and columns of at least all cells that a ring touches."""
        first, last = self._split(*self._in_box(pairs[:-1], pairs[1:]))
        first, last = self._in_box(first, last)
        low, high = np.minimum(first, last) - ROUNDING, np.maximum(first, last) + ROUNDING
        for corner in (low, high):
            for other in (low, high):
                yield self._rows(other[:, 1]), self._columns(corner[:, 0])

    def _in_box(self, first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        low, high = np.minimum(first, last) - ROUNDING, np.maximum(first, last) + ROUNDING
        near = ((high >= (self.west, self.south)) & (low <= (self.east, self.north))).all(axis=1)
        return first[near], last[near]

    def _split(self, first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Segments in parts of half a cell at most, so that each touches two rows and two columns at most."""
        halves = np.max(np.abs(last - first) * (2 * self.across, 2 * self.up), axis=1, initial=1.0)
        parts = np.ceil(halves).astype(np.int64)
        whose = np.repeat(np.arange(len(parts)), parts)
        place = (np.arange(len(whose)) - np.repeat(np.cumsum(parts) - parts, parts))[:, None]
        step = (last - first)[whose] / parts[whose, None]
        return first[whose] + step * place, first[whose] + step * (place + 1)

    def _merge(self, number: int, window: Window, flags: np.ndarray) -> None:
        """Give the cells that the area touches their new contents, one for each old content and kind of touch."""
        cells, touched = self.cells[window], flags > OUTSIDE
        pairs = cells[touched] * KINDS + flags[touched]
        renumbered, met = _renumber(pairs, len(self.contents) * KINDS, len(self.contents))
        for pair in met:
            whole, border = self.contents[pair // KINDS]
            is_whole = pair % KINDS == WHOLE
            self.contents.append(((*whole, number), border) if is_whole else (whole, (*border, number)))
        cells[touched] = renumbered

    def _drop_unused(self) -> None:
        self.cells, met = _renumber(self.cells, len(self.contents), 0)
        self.contents = [self.contents[number] for number in met]


def _renumber(values: np.ndarray, most: int, first: int) -> tuple[np.ndarray, list[int]]:
    """The values as numbers from `first` on without holes, and which value each number stands for."""
    table = np.zeros(most, dtype=np.int32)
    table[values.reshape(-1)] = 1
    met = np.flatnonzero(table)
    table[met] = np.arange(first, first + len(met))
    return table[values], met.tolist()
