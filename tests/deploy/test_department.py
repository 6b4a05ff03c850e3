"""The department's system that may be copied: its journal survives what happens to it, its state is its events'."""

import pytest

from deploy.department.journal import Journal
from deploy.department.recording import DAY, play
from deploy.department.state import State


def events(count, first=1):
    return [{"position": n, "id": f"event-{n}"} for n in range(first, first + count)]


@pytest.fixture
def day():
    return list(play(DAY))


def test_the_recorded_day_is_a_feed_without_holes_and_without_words(day):
    assert [event["position"] for event in day] == list(range(1, len(day) + 1))
    assert {event["data"].get("department") for event in day} == {"dot"}
    assert len(State(day).work) > 100


def test_a_day_that_comes_twice_and_in_parts_leads_to_the_same_state(day, tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")
    for start in range(0, len(day), 70):
        journal.append(day[max(0, start - 30) : start + 70])

    again = State(journal.read())

    assert again.as_lines() == State(day).as_lines()
    assert journal.repeats > 0
    journal.close()


def test_a_line_that_a_kill_has_cut_off_is_dropped_and_comes_again(tmp_path):
    path = tmp_path / "journal.jsonl"
    first = Journal(path)
    first.append(events(3))
    first.close()
    path.write_bytes(path.read_bytes()[:-7])

    again = Journal(path)

    assert again.last == 2
    assert [event["position"] for event in again.append(events(2, first=3))] == [3, 4]
    again.close()


def test_a_hole_is_refused(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")

    with pytest.raises(ValueError, match="position 3 after 0"):
        journal.append(events(1, first=3))
    journal.close()


def test_two_systems_cannot_write_one_journal(tmp_path):
    first = Journal(tmp_path / "journal.jsonl")

    with pytest.raises(BlockingIOError):
        Journal(tmp_path / "journal.jsonl")
    first.close()
