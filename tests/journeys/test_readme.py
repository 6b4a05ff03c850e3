"""README.md says what really happens."""

from tests.journeys import walk


def test_every_command_of_the_walk_prints_what_the_readme_shows(running):
    steps = walk.read_steps(walk.README.read_text())

    printed = walk.run(steps, running)

    assert [walk.plain(output) for output in printed] == [walk.plain(step.shown) for step in steps]


def test_the_walk_goes_from_a_question_to_the_closing_mail():
    commands = "\n".join(step.command for step in walk.read_steps(walk.README.read_text()))

    assert all(part in commands for part in ("/v1/answers", "/v1/requests/preview", "subscriber.py", "messages.json"))
