"""In the process: containment in all layers, whole answers, lines; and how long the hub waits meanwhile."""

import time

import eventlet

from services.geo.aside import run_aside
from services.geo.atlas.atlas import Atlas
from services.geo.places.lines import write_lines
from services.geo.places.lookups import locate
from tests.load.geo.figures import Table, microseconds
from tests.postgis.points import Points

WARM = 2_000
TICK_SECONDS = 0.002


def measure(table: Table, atlas: Atlas, points: Points) -> None:
    """Rows of what this process does alone."""
    for name, function, goal in (
        ("containment, all layers", atlas.areas.areas_at, "p50 ≤ 30, p99 ≤ 60 µs"),
        ("codes", lambda x, y: locate(atlas, {"long": x, "lat": y, "fields": "codes"}), ""),
        ("whole answer", lambda x, y: locate(atlas, {"long": x, "lat": y}), "p50 ≤ 300, p99 ≤ 600 µs"),
        ("whole answer, borders however far", lambda x, y: locate(atlas, {"long": x, "lat": y, "border": "exact"}), ""),
    ):
        microseconds(function, points[:WARM])
        table.timed(name, microseconds(function, points), goal)
    table.timed("how late the hub wakes with nothing to do", _gaps(atlas, []))
    table.timed("how late the hub wakes during batches", _gaps(atlas, points), "≤ 5,000 µs")


def _gaps(atlas: Atlas, points: Points) -> list[float]:
    """How much later than asked a green thread wakes while batches are written aside."""
    places = [{"id": str(n), "lat": lat, "long": long} for n, (long, lat) in enumerate(points[:5_000])]
    wish = {"fields": "all", "form": "json", "columns": None}
    gaps: list[float] = []

    def tick() -> None:
        while True:
            began = time.perf_counter()
            eventlet.sleep(TICK_SECONDS)
            gaps.append((time.perf_counter() - began - TICK_SECONDS) * 1e6)

    ticking = eventlet.spawn(tick)
    for start in range(0, len(places), 50):
        run_aside(write_lines, atlas, wish | {"places": places[start : start + 50]})
    if not places:
        eventlet.sleep(1)
    ticking.kill()
    return gaps
