"""The client's own journal: what it has noted stays, and what was asked is told apart."""

from pathlib import Path

from tests.faults.journal import Answered, Journal, digest

POTHOLE, LAMP = "572-000-0008", "943-000-0003"


def test_the_journal_keeps_every_answer_across_a_restart(tmp_path: Path):
    journal = Journal(tmp_path / "client.journal")
    journal.note(Answered("key-1", POTHOLE, "deep hole"))
    journal.close()

    again = Journal(tmp_path / "client.journal")
    again.note(Answered("key-2", LAMP, "dark lamp"))

    assert [one.number for one in again.read()] == [POTHOLE, LAMP]


def test_two_requests_that_differ_in_one_word_have_different_digests():
    pothole = {"service_code": "pothole", "location": {"lat": 39.1, "long": -77.1}}

    assert digest(pothole) != digest(pothole | {"description": "deep"})
