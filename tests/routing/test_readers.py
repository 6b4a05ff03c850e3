"""Readers of a feed: how far each is, who has fallen silent, whose queue has dropped something."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.routing.feed import readers
from services.routing.feed.pages import position_before
from services.routing.feed.readers import Queue
from services.routing.models import FeedReader, FeedRow
from tests.routing.desk import opened
from tests.routing.test_feed import prepare

QUARTER = timedelta(minutes=15)


class Watched:
    """A feed with five events of an hour ago, and who reads it."""

    def __init__(self, desk):
        self.desk, self.db = desk, desk.store
        desk.open(*[opened(f"111-111-111{n}") for n in range(5)])
        prepare(desk)
        self.grow_old(FeedRow, "time")

    def grow_old(self, model, *columns):
        """Put instants an hour back."""
        with self.db.transaction() as session:
            session.execute(update(model).values(dict.fromkeys(columns, clock.now() - timedelta(hours=1))))

    def ask(self, position, reader="orders"):
        with self.db.transaction() as session:
            readers.note_http(session, "dot", reader, position)

    def look(self, messages, consumers=1, full=False):
        with self.db.transaction() as session:
            readers.note_queues(session, {"dot": Queue(messages, consumers, full)})

    def watch(self):
        with self.db.transaction() as session:
            found = readers.watch(session, QUARTER)
            readers.turn(session, [one for one in found if one["turned"]])

    def see(self):
        with self.db.reading() as session:
            return {one["reader"]: one for one in readers.status(session, "dot")["readers"]}

    def said(self):
        return [kind for kind in self.desk.said_types() if kind.startswith(("reader", "queue"))]


@pytest.fixture
def watched(desk):
    return Watched(desk)


def test_a_reader_is_as_far_as_it_asks(watched):
    watched.ask(2)

    seen = watched.see()["orders"]

    assert (seen["position"], seen["lag"], seen["kind"]) == (2, 3, "http")
    assert 3590 < seen["lag_seconds"] < 3700


def test_a_queue_is_as_far_as_what_is_left_in_it(watched):
    watched.look(messages=1)

    assert (watched.see()["queue"]["position"], watched.see()["queue"]["lag"]) == (4, 1)


def test_a_queue_that_was_never_consumed_is_no_reader(watched):
    watched.look(messages=5, consumers=0)

    assert watched.see() == {}


def test_a_reader_that_takes_nothing_is_said_to_be_silent_once_and_once_to_be_back(watched):
    watched.ask(2)
    watched.grow_old(FeedReader, "seen_at", "moved_at")
    for _ in range(2):
        watched.watch()
    assert watched.said() == ["reader_silent"]
    assert watched.see()["orders"]["silent"]

    watched.ask(5)
    for _ in range(2):
        watched.watch()

    assert watched.said() == ["reader_silent", "reader_back"]


def test_a_reader_that_has_everything_or_rebuilds_is_not_silent(watched):
    watched.ask(5, "has-everything")
    watched.grow_old(FeedReader, "seen_at", "moved_at")
    watched.ask(0, "rebuilds")

    watched.watch()

    assert watched.said() == []


def test_a_queue_whose_consumer_went_away_is_silent_although_it_was_looked_at(watched):
    watched.look(messages=5)
    watched.grow_old(FeedReader, "seen_at", "moved_at")
    watched.look(messages=5, consumers=0)

    watched.watch()

    assert watched.said() == ["reader_silent"]


def test_a_full_queue_is_said_once_until_it_was_emptied(watched):
    for full in (True, True, False, True):
        watched.look(messages=5 if full else 0, full=full)

    assert watched.said() == ["queue_overflowed", "queue_overflowed"]


def test_a_department_has_ten_named_readers_at_most(watched):
    for number in range(12):
        watched.ask(1, f"reader-{number}")

    assert len(watched.see()) == 10


def test_an_instant_finds_the_position_before_it(watched):
    with watched.db.transaction() as session:
        for position in range(1, 6):
            at = clock.now() - timedelta(minutes=60 - position)
            session.execute(update(FeedRow).where(FeedRow.position == position).values(time=at))

    with watched.db.reading() as session:
        found = [
            position_before(session, "dot", clock.now() - timedelta(minutes=60 - minute))
            for minute in (0.5, 1.5, 3.5, 9)
        ]

    assert found == [0, 1, 3, 5]
