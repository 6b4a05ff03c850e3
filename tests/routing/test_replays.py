"""Replays into a department's queue: what is sent again, one at a time, as it was published."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.contract.replays import QueueReplayWish, ReplayUnderWay
from services.routing.feed import replays
from services.routing.models import FeedRow
from tests.brokers import events_of, wait_for_messages
from tests.routing.desk import opened
from tests.routing.running import ADMINISTRATOR, AGENT, requests
from tests.routing.test_feed import prepare, read

FINANCE = Caller("system", "key-3", department="finance")


@pytest.fixture
def fed(desk):
    """A feed of dot with five events."""
    desk.open(*[opened(f"111-111-111{n}") for n in range(5)])
    prepare(desk)
    return desk


def ask(desk, **wish):
    """Ask for a replay of dot's feed."""
    with desk.store.transaction() as session:
        return replays.ask(session, "dot", load(QueueReplayWish, wish), "system:dot")


def send(desk):
    """Send a portion, as the sender does; return the positions in it."""
    with desk.store.transaction() as session:
        [replay] = replays.under_way(session)
        rows = replays.portion(session, replay)
        replays.advance(session, replay, rows[-1].position if rows else None)
    return [row.position for row in rows]


def state(desk):
    """How far dot's last replay is."""
    with desk.store.reading() as session:
        found = replays.find(session, "dot")
    return found["sent"], found["finished_at"] is not None


@pytest.mark.parametrize(
    ("wish", "positions"),
    [
        pytest.param({"after": 0}, [1, 2, 3, 4, 5], id="all"),
        pytest.param({"after": 3}, [4, 5], id="behind-a-position"),
        pytest.param({"after": 1, "until": 3}, [2, 3], id="up-to-a-position"),
        pytest.param({"after": 2, "until": 99}, [3, 4, 5], id="never-beyond-the-last"),
    ],
)
def test_a_replay_sends_what_was_asked_for_and_is_done(fed, wish, positions):
    ask(fed, **wish)

    assert send(fed) == positions
    assert state(fed) == (positions[-1], True)


def test_a_replay_begins_at_an_instant(fed):
    with fed.store.transaction() as session:
        old = update(FeedRow).where(FeedRow.position <= 2)
        session.execute(old.values(time=clock.now() - timedelta(hours=1)))

    ask(fed, since=clock.instant_text(clock.now() - timedelta(minutes=30)))

    assert send(fed) == [3, 4, 5]


def test_the_message_is_the_one_that_was_published(fed):
    ask(fed, after=0)

    with fed.store.reading() as session:
        [replay] = replays.under_way(session)
        sent = [row.event_id for row in replays.portion(session, replay)]

    assert sent == [event["id"] for event in read(fed, "dot")["items"]]


def test_a_long_replay_goes_in_portions(fed, monkeypatch):
    monkeypatch.setattr(replays, "PORTION", 2)
    ask(fed, after=0)

    assert [send(fed), state(fed), send(fed), send(fed), state(fed)] == [[1, 2], (2, False), [3, 4], [5], (5, True)]


def test_a_second_replay_waits_until_the_first_is_done(fed):
    ask(fed, after=0)

    with pytest.raises(ReplayUnderWay):
        ask(fed, after=3)
    send(fed)

    assert ask(fed, after=3)["finished_at"] is None


def test_a_replay_of_nothing_is_done_at_once(fed):
    assert ask(fed, after=5)["finished_at"] is not None


@pytest.mark.parametrize("wish", [{}, {"after": 1, "since": "2026-11-20T14:00:00Z"}], ids=["neither", "both"])
def test_a_replay_begins_either_behind_a_position_or_at_an_instant(wish):
    with pytest.raises(InvalidInput):
        load(QueueReplayWish, wish)


def test_a_department_has_its_events_put_into_its_own_queue_once_more(routing):
    routing.start()
    access = routing.call("provision_department", ADMINISTRATOR, code="finance")
    routing.open(*requests(3))
    first = events_of(wait_for_messages(routing.uri, 3, access["queue"]))

    routing.call("replay_feed", FINANCE, after=1)

    assert events_of(wait_for_messages(routing.uri, 2, access["queue"])) == first[1:]
    assert routing.call("read_feed_status", FINANCE)["replay"]["until"] == 3
    with pytest.raises(DepartmentNotFound):
        routing.call("replay_feed", FINANCE, department="libraries", after=0)
    with pytest.raises(Forbidden):
        routing.call("replay_feed", AGENT, department="finance", after=0)
