"""Work in threads: its result and its errors come back, and the process takes turns quickly meanwhile."""

import sys

import pytest

from services.geo.aside import TURN_SECONDS, Aside


def test_the_result_comes_back_and_turns_are_short_meanwhile():
    aside, usual = Aside(), sys.getswitchinterval()

    assert aside(sys.getswitchinterval) == pytest.approx(TURN_SECONDS)
    assert sys.getswitchinterval() == pytest.approx(usual)


def test_an_error_comes_back_and_turns_are_as_usual_again():
    aside, usual = Aside(), sys.getswitchinterval()

    with pytest.raises(ZeroDivisionError):
        aside(divmod, 1, 0)

    assert sys.getswitchinterval() == pytest.approx(usual)
