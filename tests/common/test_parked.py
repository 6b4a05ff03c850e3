"""The command for events that wait for a person: lists them, and tries parked ones again."""

import pytest

from services.common import parked
from services.common.hearing import LADDER_SECONDS
from tests.common.ledger import NUMBER, OTHER, heard


@pytest.fixture
def two(desk, monkeypatch):
    """Two events that failed until they were parked; returned with the desk."""
    monkeypatch.setenv("HUB311_DATABASE_INTAKE", desk.store.engine.url.render_as_string(hide_password=False))
    events = [heard(subject=NUMBER), heard(subject=OTHER)]
    desk.service.sick = {NUMBER, OTHER}
    desk.take(*events)
    for _ in LADDER_SECONDS:
        desk.pass_by(max(LADDER_SECONDS) + 1)
        desk.run_due()
    desk.service.sick = set()
    return desk, events


def test_what_is_parked_is_listed_with_its_reason(two, capsys):
    assert parked.main(["intake", "list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert all("parked" in line and "ValueError" in line for line in lines[:2])
    assert {line.split()[0] for line in lines[:2]} == {event.id for event in two[1]}
    assert lines[2] == "2 events wait in intake, 2 of them parked"


def test_one_that_is_named_is_tried_again_and_the_other_stays(two, capsys):
    desk, (first, second) = two

    assert parked.main(["intake", "replay", first.id]) == 0
    desk.run_due()

    assert capsys.readouterr().out == "1 events will be tried again\n"
    assert desk.states() == {first.id: "handled", second.id: "parked"}


def test_all_are_tried_again(two):
    desk, _ = two

    assert parked.main(["intake", "replay", "--all"]) == 0
    desk.run_due()

    assert set(desk.states().values()) == {"handled"}


def test_without_a_verb_the_command_says_how_it_is_used(capsys):
    assert parked.main(["intake"]) == 2
    assert "replay --all" in capsys.readouterr().err
