"""Bulletins: what is new, unaccepted, near or late reaches mailbox, management and persons, each once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from services.common import clock
from services.common.ids import uuid7
from services.routing.bulletins.issuing import Pace, Round
from services.routing.bulletins.telling import list_bulletins
from services.routing.catalogue.members import set_member
from services.routing.models import Assignment, Bulletin, PromiseMark
from services.routing.work import hands, steps
from services.routing.work.assignments import last_of, lock_assignment
from tests.routing.desk import NUMBER, opened

QUICK = Pace(alerts=timedelta(0), news=timedelta(0))
MINUTES_15 = timedelta(minutes=15)


NOON = datetime(2026, 11, 17, 17, tzinfo=UTC)  # a Tuesday in the county, long after offices opened


def look(desk, now=NOON, pace=QUICK):
    """One round; returns kind, whom, and the names of the lists of what was issued, digests apart."""
    with desk.store.transaction() as session:
        done = Round(session, desk.catalogue(session), pace, now)
        done.look()
    return [(row["kind"], row["subject"], *sorted(row["content"])) for row in done.issued if row["kind"] != "digest"]


def alerts(desk, now=NOON):
    return [one for one in look(desk, now) if one[0] == "alert"]


def shift(desk, number=NUMBER, **instants):
    with desk.store.transaction() as session:
        session.execute(update(Assignment).where(Assignment.number == number).values(**instants))


def opened_before(desk, ago, now=NOON, number=NUMBER):
    desk.open(opened(number))
    shift(desk, number, assigned_at=now - ago, promised_by=now + timedelta(days=9))


def test_work_that_nobody_accepts_reaches_management_after_15_minutes_and_once(desk):
    opened_before(desk, MINUTES_15)

    assert ("alert", None, "unaccepted") in look(desk)
    assert alerts(desk) == []


@pytest.mark.parametrize(
    ("ago", "step"),
    [
        pytest.param(MINUTES_15 - timedelta(seconds=1), None, id="before-its-time"),
        pytest.param(MINUTES_15, hands.claim, id="claimed"),
        pytest.param(MINUTES_15, steps.accept, id="accepted-by-the-departments-system"),
    ],
)
def test_management_hears_of_nothing_else(desk, ago, step):
    opened_before(desk, ago)
    if step:
        desk.move(step)

    assert alerts(desk) == []


def test_a_promise_that_comes_near_and_one_that_passes_are_told_to_management_and_the_person(desk):
    now = clock.now()
    opened_before(desk, timedelta(days=3), now)
    desk.move(hands.claim)
    assert alerts(desk, now) == []

    for mark in ("near", "missed"):
        say_of_promise(desk, mark)
        now = clock.now()
        assert set(alerts(desk, now)) == {("alert", "employee-dot", mark), ("alert", None, mark)}
        assert alerts(desk, now) == []


def say_of_promise(desk, mark):
    """What the watch over promises writes when it has said so."""
    now = clock.now()
    with desk.store.transaction() as session:
        row = last_of(session, NUMBER)
        named = {"id": uuid7(), "promise_id": row.id, "assignment_id": row.id, "clock": "completion", "mark": mark}
        session.add(PromiseMark(**named, due=now, at=now))


def test_new_work_reaches_the_mailbox_at_the_departments_pace(desk):
    look(desk, NOON, Pace())
    opened_before(desk, timedelta(seconds=1))
    assert ("new", None, "new") in look(desk, NOON, Pace())

    later = NOON + timedelta(minutes=14)
    opened_before(desk, timedelta(0), later, "100-000-0001")
    assert [one for one in look(desk, later, Pace()) if one[0] == "new"] == []
    assert ("new", None, "new") in look(desk, later + timedelta(minutes=2), Pace())


@pytest.mark.parametrize(
    ("instant", "told"),
    [
        pytest.param(datetime(2026, 11, 17, 11, tzinfo=UTC), False, id="before-offices-open"),
        pytest.param(datetime(2026, 11, 17, 15, tzinfo=UTC), True, id="after"),
        pytest.param(datetime(2026, 11, 21, 15, tzinfo=UTC), False, id="on-a-saturday"),
        pytest.param(datetime(2026, 11, 26, 15, tzinfo=UTC), False, id="on-thanksgiving"),
    ],
)
def test_the_day_begins_with_a_digest_on_business_days_and_once(desk, instant, told):
    opened_before(desk, timedelta(hours=1), instant)
    look(desk, instant)
    look(desk, instant + timedelta(seconds=20))

    with desk.store.reading() as session:
        digests = list(session.execute(select(Bulletin).where(Bulletin.kind == "digest")).scalars())
    assert [row.department for row in digests] == (["dot"] if told else [])
    assert not told or digests[0].content["counts"]["open"] == 1


def test_who_is_given_work_by_management_is_told_and_who_takes_it_is_not(desk):
    desk.open(opened())
    desk.move(hands.claim)
    assert "bulletin_issued" not in desk.said_types()

    with desk.store.transaction() as session:
        held = lock_assignment(session, last_of(session, NUMBER).id)
        wish = {"assignee": "manager-dot", "reason": None}
        hands.assign(session, desk.catalogue(session), held, "manager-2", wish)

    assert desk.said_types()[-1] == "bulletin_issued"
    assert set(desk.said()[-1]["data"]) == {"department", "kind", "bulletin_id", "drill"}


def told(desk):
    """What notify learns of every bulletin, by kind."""
    with desk.store.reading() as session:
        ids = list(session.execute(select(Bulletin.id)).scalars())
        return {one["kind"]: one for one in list_bulletins(session, desk.catalogue(session), ids)}


def test_new_work_goes_to_the_mailbox_an_alert_to_management_a_digest_to_both(desk):
    opened_before(desk, MINUTES_15)
    look(desk, NOON, Pace(alerts=timedelta(0), news=timedelta(days=1)))

    found = {kind: one["addresses"] for kind, one in told(desk).items()}
    mailbox, manager = "dot-work@example.org", "manager-dot@example.org"
    assert found == {"new": [mailbox], "alert": [manager], "digest": [mailbox, manager]}


def test_a_bulletin_names_type_and_area_and_nobody(desk):
    opened_before(desk, MINUTES_15)
    look(desk)

    [item] = told(desk)["alert"]["content"]["unaccepted"]["items"]
    assert (item["number"], item["service_name"]) == (NUMBER, "Pothole")
    assert set(item) == {"number", "service_code", "service_name", "area", "promised_by"}


def test_who_has_left_is_told_nothing_any_more(desk):
    opened_before(desk, MINUTES_15)
    look(desk)
    with desk.store.transaction() as session:
        set_member(session, {"department": "dot", "subject": "manager-dot", "tier": None}, "a-1")

    assert told(desk)["alert"]["addresses"] == ["dot-work@example.org"]
