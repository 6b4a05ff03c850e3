"""A request as whoever does the work sees it: what and where, nothing of who asked."""

import pytest

from services.intake import tasks
from services.intake.contract.refusals import RequestNotFound

MARIA = {"name": "Maria Sample", "phone": "240-555-0143", "email": "maria@example.org",
         "address": {"lines": ["7342 Oak St", "Hartwell, MD"], "zip": "21301"}}  # fmt: skip


def task(county, number):
    """What a contractor is told."""
    with county.db.reading() as session:
        return tasks.read(session, number, county.catalogue)


def test_the_words_are_there_without_the_person(county):
    said = "Maria Sample here, deep hole, call 240-555-0143 or maria@example.org"
    number = county.number(resident=MARIA, description=said, answers={"story": "Ask for Maria", "lane": "left"})

    shown = task(county, number)

    told = str(shown)
    assert [part for part in ("Maria", "555-0143", "maria@") if part in told] == []
    assert "deep hole" in shown["description"]
    assert [answer["code"] for answer in shown["answers"]] == ["lane", "story"]


def test_the_place_is_whole_even_at_a_home_because_the_work_is_there(county):
    number = county.number(resident=MARIA, location={"address": "7342 Oak St", "text": "Ask Maria Sample"})

    place = task(county, number)["location"]

    assert place["address"] == "7342 Oak St"
    assert "Maria" not in place["text"]


def test_an_anonymous_task_says_what_is_to_be_done(county):
    assert task(county, county.number(description="Deep hole"))["description"] == "Deep hole"


def test_there_is_no_task_behind_a_number_that_is_none(county):
    with pytest.raises(RequestNotFound):
        task(county, "000-000-0000")
