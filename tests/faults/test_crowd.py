"""The judgement on a crowd finds what was not as promised."""

import pytest

from tests.faults.crowd import SECONDS, Asked, judge

CALM = 80.0


def a_good_crowd():
    asked = Asked()
    for _ in range(int(CALM * SECONDS)):
        asked.note(201, 1.1, {})
        asked.note(503, 0.02, {"retry-after": "5"})
    return asked


def says(asked, calm=CALM, by_door=0.0):
    return [finding.says for finding in judge(asked, calm, by_door)]


def test_a_crowd_of_which_all_had_a_number_in_time_or_knew_at_once_is_good():
    assert says(a_good_crowd()) == []


@pytest.mark.parametrize(
    ("status", "seconds", "headers", "finding"),
    [
        (500, 0.1, {}, "1 creates answered 500"),
        (0, 8.0, {}, "1 creates answered 0"),
        (503, 0.1, {}, "1 of 503 did not say when to come again"),
        (201, 2.4, {}, "an answer 201 took 2.40 s"),
        (503, 2.4, {"retry-after": "5"}, "an answer 503 took 2.40 s"),
    ],
    ids=["a fault", "no answer", "a refusal without a hint", "a late number", "a late refusal"],
)
def test_one_bad_answer_is_found(status, seconds, headers, finding):
    asked = a_good_crowd()
    asked.note(status, seconds, headers)

    assert finding in says(asked)


def test_doing_less_the_more_is_asked_is_found():
    assert says(a_good_crowd(), calm=2 * CALM) == ["80.0 creates/s were answered in the crowd, 160.0 before it"]


def test_asking_a_busy_service_twice_is_found():
    assert says(a_good_crowd(), by_door=3.0) == ["3 creates went through the door of a service that was only busy"]
