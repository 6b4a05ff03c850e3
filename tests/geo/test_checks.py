"""What somebody should look at before a layer is active: gaps, overlaps, and what changed since the version before."""

import pytest
from shapely import LineString, box

from services.geo.layers.checks import Surroundings, check
from services.geo.layers.features import Feature, LayerUnusable

COUNTY = box(-77.2, 39.0, -77.0, 39.2)


def areas(**bounds):
    return [Feature(code, code, box(*corners), {}) for code, corners in sorted(bounds.items())]


def shapes(features):
    return {feature.code: feature.geometry for feature in features}


WHOLE = areas(one=(-77.2, 39.0, -77.1, 39.2), two=(-77.1, 39.0, -77.0, 39.2))

LOOKS = {
    "nothing to say": (WHOLE, WHOLE, []),
    "a code has gone": (
        WHOLE[:1], WHOLE, ["1 gaps", "It has 1 features", "1 codes of the version before are gone: two"]),
    "a code is new": (WHOLE, WHOLE[:1], ["It has 2 features", "1 codes are new: two"]),
    "a border has moved": (
        areas(one=(-77.2, 39.0, -77.12, 39.2), two=(-77.12, 39.0, -77.0, 39.2)), WHOLE,
        ["2 areas have changed much: one (20%), two (17%)"],
    ),
    "two overlap": (areas(one=(-77.2, 39.0, -77.05, 39.2), two=(-77.1, 39.0, -77.0, 39.2)), None,
                    ["1 pairs of areas overlap: one and two"]),
    "two overlap by a survey's width": (
        areas(one=(-77.2, 39.0, -77.09999999, 39.2), two=(-77.1, 39.0, -77.0, 39.2)), None, []),
    "many slivers": (
        areas(**{f"{n:02}": (-77.2 + n * 0.002, 39.0, -77.198 + n * 0.002 + 0.000001, 39.2) for n in range(100)}),
        None, []),
}  # fmt: skip


@pytest.mark.parametrize(("now", "before", "said"), LOOKS.values(), ids=LOOKS)
def test_what_should_be_looked_at_is_said(now, before, said):
    warnings = check("council_district", now, Surroundings(COUNTY, before and shapes(before)))

    assert len(warnings) == len(said)
    assert all(warning.startswith(start) for warning, start in zip(warnings, said, strict=True))


def test_of_roads_only_their_number_is_compared():
    roads = [Feature(str(n), "Carroll Ave", LineString([(-77.1, 39.1), (-77.1, 39.11)]), {}) for n in range(9)]

    warnings = check("road", roads, Surroundings(COUNTY, shapes(roads[:4])))

    assert warnings == ["It has 9 features, the version before had 4."]


def test_a_layer_that_lies_elsewhere_is_refused():
    with pytest.raises(LayerUnusable, match="is the coordinate system right"):
        check("park", areas(one=(10.0, 50.0, 10.1, 50.1)), Surroundings(COUNTY))
