"""The metrics of geo; the canvas in README.md lists them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from services.common import metrics
from services.geo.atlas.atlas import Atlas

FINE = (0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5)

places_located_total = metrics.counter(
    "places_located_total", "Places by how they were found; none means that nobody can say where", ("method",)
)
locate_seconds = metrics.histogram(
    "locate_seconds", "From a call's message to its answer, a whole batch counted once", ("call",), buckets=FINE
)
map_revision = metrics.gauge("map_revision", "The revision of the tables from which this process answers")
map_areas = metrics.gauge("map_areas", "Areas in the map that holds now, all layers together")
map_roads = metrics.gauge("map_roads", "Stretches of road in the map that holds now")
map_addresses = metrics.gauge("map_addresses", "Addresses and crossings in the map that holds now")
map_built_seconds = metrics.histogram("map_built_seconds", "From a new revision to its map in place")


def count_places(answers: Iterable[dict[str, Any]]) -> None:
    """Count answers by the method of their position."""
    count_methods(answer["position"] and answer["position"]["method"] for answer in answers)


def count_methods(methods: Iterable[str | None]) -> None:
    """Count places by the method by which they were found."""
    for method, times in Counter(methods).items():
        places_located_total.labels(method or "none").inc(times)


def show_map(atlas: Atlas, revision: int) -> None:
    """Set the gauges to the map that holds now."""
    map_revision.set(revision)
    map_areas.set(len(atlas.areas.areas))
    map_roads.set(len(atlas.roads.roads))
    map_addresses.set(len(atlas.addresses.addresses))
