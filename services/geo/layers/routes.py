"""Numbered routes: a street that runs on one takes its number, its type and its owner."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from services.geo.layers.features import Feature

SAME_LINE_DEGREES = 0.00003  # about 3 m
ALONG = (0.25, 0.5, 0.75)  # a street that merely crosses a route does not lie on it at all of these
TAKEN = ("route_number", "route_type", "owner")


def spread_routes(features: Sequence[Feature]) -> list[Feature]:
    """The same stretches of road; those without a number that lie on a numbered one are its own.

    Street data often draws a road twice: once under the name that people use, once as a numbered route.
    """
    routes = [feature for feature in features if feature.properties.get("route_number")]
    plain = [number for number, feature in enumerate(features) if not feature.properties.get("route_number")]
    if not routes or not plain:
        return list(features)
    found = list(features)
    for number, route in _routes_of([features[n] for n in plain], routes).items():
        feature = features[plain[number]]
        taken = {name: route.properties.get(name) for name in TAKEN}
        found[plain[number]] = replace(feature, properties=feature.properties | taken)
    return found


def _routes_of(streets: Sequence[Feature], routes: Sequence[Feature]) -> dict[int, Feature]:
    """Number of a street -> the route on which it lies all along."""
    lines = np.array([street.geometry for street in streets], dtype=object)
    tree = shapely.STRtree([route.geometry for route in routes])
    times: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    first = {route.properties["route_number"]: route for route in reversed(routes)}
    for share in ALONG:
        points = shapely.line_interpolate_point(shapely.line_merge(lines), share, normalized=True)
        there = np.flatnonzero(~shapely.is_missing(points))
        numbers, hits = tree.query(points[there], predicate="dwithin", distance=SAME_LINE_DEGREES)
        met = {(int(there[n]), routes[h].properties["route_number"]) for n, h in zip(numbers, hits, strict=True)}
        for street, route in met:
            times[street][route] += 1
    always = {street: sorted(r for r, count in met.items() if count == len(ALONG)) for street, met in times.items()}
    return {street: first[met[0]] for street, met in always.items() if met}
