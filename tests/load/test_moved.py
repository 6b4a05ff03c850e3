"""Whether every metric of the canvases has moved is read right."""

import pytest

from tests.contracts.written import SERVICES, Written
from tests.load import moved


def test_every_metric_that_the_code_registers_is_listed():
    rooms = [*SERVICES, Written("common"), Written("../gateway")]

    assert set(moved.listed()) == {name for room in rooms for name in room.metrics}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("requests_opened_total 0.0", set(), id="a counter at zero"),
        pytest.param(
            'requests_opened_total{channel="web"} 3.0', {"requests_opened_total"}, id="a counter with a label"
        ),
        pytest.param("call_seconds_count 2.0", {"call_seconds"}, id="a histogram that has counted"),
        pytest.param("# HELP gaps_open Questions", set(), id="a comment"),
        pytest.param("gaps_open 1.0", {"gaps_open"}, id="a gauge"),
    ],
)
def test_what_has_moved_is_what_is_not_zero(line, names):
    assert moved.moving(line + "\n") == names


def test_what_needs_something_particular_may_stand_still():
    movement = moved.Movement([], set(moved.listed()) - {"gaps_open", "inbox_parked"})

    assert movement.still() == ["gaps_open"]
    assert "inbox_parked" not in movement.rare()
    assert "dead_letters_total" in movement.rare()
    assert "STOOD STILL: gaps_open" in moved.sentence(movement)
    assert "inbox_parked" in moved.sentence(movement)
