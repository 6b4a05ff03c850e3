"""README.md says what really happens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import Stack
from tests.journeys import walk


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[Stack]:
    """A system that has just been started, as the reader's: what other tests did would stand in its queues."""
    with Stack(tmp_path) as stack:
        yield stack


def test_every_command_of_the_walk_prints_what_the_readme_shows(untouched):
    steps = walk.read_steps(walk.README.read_text())

    printed = walk.run(steps, untouched)

    assert [walk.plain(output) for output in printed] == [walk.plain(step.shown) for step in steps]


def test_the_walk_goes_from_a_question_to_the_closing_mail():
    commands = "\n".join(step.command for step in walk.read_steps(walk.README.read_text()))

    assert all(part in commands for part in ("/v1/answers", "/v1/requests/preview", "subscriber.py", "messages.json"))
