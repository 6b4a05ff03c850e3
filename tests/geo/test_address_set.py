"""The sample county's addresses as people write and mistype them; `make bench-addresses` asks for 2,400."""

from collections import Counter

import pytest

from deploy.places import PROJECT
from tests.addresses.cases import cases_of, read
from tests.addresses.loaded import book_of_manifests
from tests.addresses.slips import mistype, slip
from tests.addresses.trial import ask

LAYERS = PROJECT / "deploy" / "sample" / "layers"
ADDRESSES = read(LAYERS / "addresses.geojson")


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB311_DATABASE_GEO", "")
        book = book_of_manifests(tmp_path_factory.mktemp("addresses"), [LAYERS / "manifest.toml"])
    return ask(book, cases_of(ADDRESSES, 600))


GOALS = {"0 slips": 1.0, "1 slips": 0.99, "2 slips": 0.97}


@pytest.mark.parametrize(("slips", "goal"), GOALS.items(), ids=GOALS)
@pytest.mark.parametrize("form", ["address", "crossing"])
def test_the_address_that_is_meant_comes_first(scores, form, slips, goal):
    score = scores[f"{form}, {slips}"]

    assert score.many > 20
    assert score.top1 >= goal, score.missed


def test_the_cases_are_the_same_every_time_and_many_sided():
    first, second = list(cases_of(ADDRESSES, 300)), list(cases_of(ADDRESSES, 300))

    assert first == second
    assert len(Counter(case.form for case in first)) == 6
    assert len({case.text for case in first}) > 290


def test_a_slip_can_be_seen():
    from random import Random

    chance = Random(1)

    assert all(slip("Ferry", chance) != "Ferry" for _ in range(200))
    assert all(mistype("Ferry Rd", 2, chance).split(" ")[1] == "Rd" for _ in range(50))
