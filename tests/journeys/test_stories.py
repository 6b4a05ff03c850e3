"""Merge, split, reopen, withdraw and ask: with their events and mails, also when all comes twice and out of order."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from deploy.processes import wait_until
from tests.brokers import bind_reader, events_of, take
from tests.journeys import stories
from tests.journeys.disorder import Disorder
from tests.journeys.people import Town

SOURCES = ("intake", "routing", "notify")
NEWS = "request_status_changed"
WORKED = [NEWS, NEWS, NEWS, "request_closed"]  # taken, held up, gone on with; closed
OPENED, REOPENED = ["request_opened", NEWS, *WORKED], ["request_reopened", NEWS, *WORKED]
STEPS = ["assignment_accepted", "assignment_held", "assignment_resumed", "assignment_completed"]
RECEIVED, ASSIGNED = "We received your request N", "Your request N has been assigned"
CLOSED, AGAIN = "Your request N has been closed", "Your request N has been reopened"
JOINED = "Your request N goes on together with another"
QUESTION = "We need to know something for your request N"


class Told:
    """All stories, told at the same time: who took part, what was seen at the end, what a queue of its own took."""

    def __init__(self, town: Town, name: str) -> None:
        for source in SOURCES:
            bind_reader(town.amqp_uri, f"{source}.events", f"stories.{name}")
        with ThreadPoolExecutor(len(stories.STORIES)) as pool:
            casts = pool.map(lambda story: story(town, name), stories.STORIES)
            self.casts = {story.__name__: cast for story, cast in zip(stories.STORIES, casts, strict=True)}
        self.town, self.queue = town, f"stories.{name}"
        self.events: list[Any] = []

    def seen(self, story: str) -> dict[str, Any]:
        """What everybody sees of a story."""
        return stories.seen(self.town, self.casts[story])

    def said(self, source: str, story: str, role: str) -> list[str]:
        """What a service said of a request, in order."""
        self.events += events_of(take(self.town.amqp_uri, self.queue))
        about = (self.casts[story][role].number, f"/hub311/{source}")
        mine = [event for event in self.events if (event["subject"], event["source"]) == about]
        return [event["type"].split(".")[2] for event in sorted(mine, key=lambda event: event["sequence"])]

    def mails(self, story: str, role: str) -> list[str]:
        """The subjects of the mails to a resident, as they came, without number and service."""
        one = self.casts[story][role]
        return [mail["subject"].partition(":")[0].replace(one.number, "N") for mail in self.town.mails(one)]


@pytest.fixture(scope="module")
def told(running) -> Told:
    """The stories as they go on a quiet day."""
    return Told(Town(running), "quiet")


@pytest.fixture(scope="module")
def confused(running, told) -> tuple[Told, int]:
    """The same while every event comes twice and out of order, and how often the order was wrong."""
    town = Town(running)
    before = {source: town.heard(source) for source in SOURCES}
    with Disorder(town.amqp_uri) as disorder:
        again = Told(town, "confused")
    for source in SOURCES:
        all_of_them = before[source] + disorder.delivered[f"{source}.inbox"]
        wait_until(lambda s=source, n=all_of_them: town.heard(s) >= n, 30, f"{source} has heard every copy")
    return again, disorder.turned


def test_a_joined_request_hears_of_each_end_of_the_one_that_leads_it(told):
    seen = told.seen("merged")["ben"]

    said = ["request_opened", NEWS, "requests_merged", *WORKED, NEWS, NEWS, *WORKED]
    assert told.said("intake", "merged", "ben") == said
    assert told.said("routing", "merged", "ben") == ["request_assigned", "assignment_withdrawn"]
    assert told.mails("merged", "ben") == [RECEIVED, ASSIGNED, JOINED, CLOSED, ASSIGNED, CLOSED]
    assert seen["page"]["close_text"] == "Filled for good."
    assert seen["work"] == [("withdrawn", None, False)]


def test_who_leads_is_worked_on_for_all_and_again_when_one_says_that_it_was_not_done(told):
    assert told.said("intake", "merged", "ana") == OPENED + REOPENED
    assert told.said("routing", "merged", "ana") == ["request_assigned", *STEPS] * 2
    assert told.mails("merged", "ana") == [RECEIVED, ASSIGNED, CLOSED, AGAIN, ASSIGNED, CLOSED]


def test_a_split_request_is_closed_with_its_last_part_and_nobody_hears_of_the_parts(told):
    seen = told.seen("split")

    assert told.said("intake", "split", "whole") == ["request_opened", NEWS, "request_split", "request_closed"]
    assert told.said("routing", "split", "whole") == ["request_assigned", "assignment_withdrawn"]
    for part in ("first", "second"):
        assert told.said("intake", "split", part) == OPENED
        assert (seen[part]["mails"], "notice_delivered" in told.said("notify", "split", part)) == ([], False)
    assert told.mails("split", "whole") == [RECEIVED, ASSIGNED, CLOSED]
    assert (seen["whole"]["page"]["status"], seen["whole"]["page"]["close_code"]) == ("closed", "done")
    text = seen["whole"]["page"]["close_text"]
    assert stories.FILLED in text
    assert "The lines are painted." in text


def test_a_reopened_request_reaches_the_department_again(told):
    seen = told.seen("reopened")["ana"]

    assert told.said("intake", "reopened", "ana") == [*OPENED, *REOPENED, "feedback_received"]
    assert told.said("routing", "reopened", "ana") == ["request_assigned", *STEPS] * 2
    assert told.mails("reopened", "ana") == [RECEIVED, ASSIGNED, CLOSED, AGAIN, ASSIGNED, CLOSED]
    assert [code for _, code, _ in seen["work"]] == ["done", "done"]
    assert seen["page"]["close_text"].startswith("The pothole that you reported on ")


def test_a_withdrawn_request_stops_its_department(told):
    seen = told.seen("withdrawn")["ana"]

    said = ["request_opened", NEWS, "request_withdrawn", "request_closed"]
    assert told.said("intake", "withdrawn", "ana") == said
    assert told.said("routing", "withdrawn", "ana") == ["request_assigned", "assignment_withdrawn"]
    assert told.mails("withdrawn", "ana") == [RECEIVED, ASSIGNED, CLOSED]
    assert (seen["page"]["status"], seen["page"]["close_code"]) == ("closed", "withdrawn")


def test_a_resident_is_asked_and_the_work_waits_for_the_answer(told):
    seen = told.seen("asked")["ana"]

    asked = ["resident_asked", NEWS, "resident_answered", NEWS]
    assert told.said("intake", "asked", "ana") == ["request_opened", NEWS, *asked, *WORKED]
    waited = ["assignment_held", "assignment_resumed"]
    assert told.said("routing", "asked", "ana") == ["request_assigned", *waited, *STEPS]
    assert told.mails("asked", "ana") == [RECEIVED, ASSIGNED, QUESTION, ASSIGNED, CLOSED]
    assert seen["answers"] == [["The left one"]]


@pytest.mark.parametrize("story", [story.__name__ for story in stories.STORIES])
def test_a_story_ends_the_same_when_every_event_comes_twice_and_out_of_order(told, confused, story):
    again, turned = confused

    assert again.seen(story) == told.seen(story)
    assert turned > 0, "nothing came out of order: this shows nothing"
