"""The arithmetic of the red team: equal times are told from different ones."""

import random

import pytest

from tests.redteam.__main__ import distance, likelihood


def test_times_of_one_kind_are_likely_and_shifted_ones_are_not():
    dice = random.Random(311)
    one, other = ([dice.gauss(50, 2) for _ in range(200)] for _ in range(2))

    assert likelihood(one, other) > 0.01
    assert likelihood(one, [time + 1 for time in other]) < 0.01


@pytest.mark.parametrize(
    ("one", "other", "apart"), [([1, 2], [1, 2], 0.0), ([1, 2], [3, 4], 1.0), ([1, 3], [2, 4], 0.5)], ids=str
)
def test_the_distance_is_that_between_the_steps(one, other, apart):
    assert distance(one, other) == apart


def test_the_likelihood_is_that_of_published_tables():
    """Two samples of 200 are 0.136 apart in one case of twenty (1.36 · √(2/200)); here it is 0.135."""
    one = list(range(200))
    other = [value + 26.5 for value in one]

    assert likelihood(one, other) == pytest.approx(0.05, abs=0.01)
