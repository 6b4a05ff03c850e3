"""Heard events: once each, in order, a failing one waits and parks, and spoils nothing of its neighbours."""

import pytest
from sqlalchemy import select, update

from services.common import envelope, hearing
from services.common.errors import Unavailable
from services.common.hearing import HEARD_UP_TO, INBOX
from tests.common.ledger import NUMBER, OTHER, Desk, heard


def test_an_event_that_arrives_twice_is_handled_once(desk):
    event = heard()
    desk.take(event)

    desk.take(event)

    assert desk.effects() == [1]


def test_an_event_that_stands_twice_in_a_batch_is_handled_once(desk):
    event = heard()

    desk.take(event, event)

    assert desk.effects() == [1]


def test_a_batch_is_one_transaction_and_one_call_of_the_handler(desk):
    events = [heard(subject=f"100-200-{n:04d}") for n in range(50)]

    desk.take(*events)

    assert desk.service.batches == [50]


def test_events_of_one_subject_in_a_batch_are_handled_in_their_order(desk):
    events = [heard(n, type="request_closed" if n == 3 else "request_opened") for n in (1, 2, 3)]

    desk.take(*events)

    assert desk.effects() == [1, 2, 3]
    assert desk.service.batches == [1, 1, 1]


def test_an_event_after_a_hole_waits_for_the_missing_one(desk):
    late = heard(2)

    desk.take(late)

    assert desk.effects() == []
    assert (desk.row(late).state, desk.row(late).reason) == ("waiting", "gap")


@pytest.mark.parametrize("order", [(2, 1), (3, 2, 1), (3, 1, 2), (2, 3, 1)], ids=str)
def test_events_out_of_order_are_handled_in_order(desk, order):
    for sequence in order:
        desk.take(heard(sequence))

    for _ in order:
        desk.pass_by(1)
        desk.run_due()

    assert desk.effects() == sorted(order)
    assert set(desk.states().values()) == {"handled"}


def test_events_out_of_order_in_one_batch_are_handled_in_order(desk):
    desk.take(heard(3), heard(1), heard(2))

    for _ in range(3):
        desk.pass_by(1)
        desk.run_due()

    assert desk.effects() == [1, 2, 3]


def test_a_hole_in_a_source_that_is_heard_in_part_is_none(store):
    desk = Desk(store("intake"), complete=False)

    desk.take(heard(4))

    assert desk.effects() == [4]


def test_a_subject_that_waits_does_not_hold_up_another(desk):
    desk.take(heard(2), heard(1, subject=OTHER))

    assert desk.effects(OTHER) == [1]


def test_missing_events_are_fetched_from_the_source_when_a_hole_stays(desk):
    first, second = heard(1), heard(2)
    desk.published = [hearing.as_text(first), hearing.as_text(second)]
    desk.take(second)

    for _ in range(3):
        desk.pass_by(11)
        desk.run_due()

    assert desk.effects() == [1, 2]
    assert desk.asked_for[0] == ("intake", NUMBER, 0)


def test_nothing_is_fetched_while_a_hole_is_young(desk):
    desk.take(heard(2))

    desk.pass_by(5)
    desk.run_due()

    assert desk.asked_for == []


def test_one_bad_event_of_fifty_spoils_nobody_elses(desk):
    events = [heard(subject=f"100-200-{n:04d}") for n in range(50)]
    bad = events[17]
    desk.service.sick = {bad.subject}

    desk.take(*events)

    assert len(desk.effects()) == 49
    assert [desk.row(e).state for e in events].count("handled") == 49
    assert (desk.row(bad).state, desk.row(bad).reason) == ("waiting", "ValueError")


def test_a_failing_event_waits_5_s_30_s_5_min_1_h_and_then_parks(desk):
    event, waits = heard(), []
    desk.service.sick = {NUMBER}
    desk.take(event)

    while desk.row(event).state == "waiting":
        waits.append(round(desk.seconds_until_due(event)))
        desk.pass_by(waits[-1] + 1)
        desk.run_due()

    assert waits == [5, 30, 300, 3600]
    assert (desk.row(event).state, desk.row(event).attempts) == ("parked", 5)
    assert desk.effects() == []


def test_an_event_is_not_tried_before_its_time(desk):
    desk.service.sick = {NUMBER}
    desk.take(heard())
    tried = len(desk.service.batches)

    desk.run_due()

    assert len(desk.service.batches) == tried


def test_an_event_that_fails_once_is_handled_at_its_next_attempt(desk):
    event = heard()
    desk.service.sick = {NUMBER}
    desk.take(event)
    desk.service.sick = set()

    desk.pass_by(6)
    desk.run_due()

    assert desk.effects() == [1]
    assert (desk.row(event).state, desk.row(event).body) == ("handled", None)


def test_what_comes_behind_a_failing_event_waits_and_then_follows_in_order(desk):
    desk.service.sick = {NUMBER}
    desk.take(heard(1))
    desk.take(heard(2), heard(3))
    assert desk.effects() == []
    desk.service.sick = set()

    for _ in range(3):
        desk.pass_by(6)
        desk.run_due()

    assert desk.effects() == [1, 2, 3]


def test_what_comes_behind_a_parked_event_stays_behind_it(desk):
    desk.service.sick = {NUMBER}
    desk.take(heard(1))
    for _ in range(4):
        desk.pass_by(3601)
        desk.run_due()
    desk.service.sick = set()
    behind = heard(2)

    desk.take(behind)
    desk.pass_by(60)
    desk.run_due()

    assert desk.row(behind).state == "waiting"
    assert desk.effects() == []


def test_a_batch_is_tried_again_whole_when_a_peer_is_away(desk):
    desk.service.away = True

    with pytest.raises(Unavailable):
        desk.take(heard(type="request_amended"))

    assert desk.states() == {}


def test_a_peer_that_is_away_costs_a_waiting_event_no_attempt(desk):
    event = heard(type="request_amended")
    desk.service.sick = {NUMBER}
    desk.take(event)
    desk.service.away = True
    desk.pass_by(6)

    with pytest.raises(Unavailable):
        desk.run_due()

    assert desk.row(event).attempts == 1


def test_an_event_that_waits_for_a_peer_does_not_hold_up_what_needs_none(desk):
    first, second = heard(type="request_amended"), heard(2, subject=OTHER)
    desk.service.sick = {NUMBER}
    desk.take(first, second, heard(1, subject=OTHER))
    desk.service.away = True

    for _ in range(3):
        desk.pass_by(6)
        with pytest.raises(Unavailable):
            desk.run_due()

    assert desk.effects(OTHER) == [1, 2]


def test_an_event_of_a_type_that_nobody_handles_moves_the_order_on(desk):
    desk.take(heard(1, type="something_new"), heard(2))

    assert desk.effects() == [2]


def test_how_far_a_subject_was_heard_never_goes_back(store):
    desk = Desk(store("intake"), complete=False)
    desk.take(heard(7))

    desk.take(heard(3))

    with desk.store.reading() as session:
        assert session.execute(select(HEARD_UP_TO.c.sequence)).scalar_one() == 7


def test_a_waiting_event_is_kept_as_it_was_heard(desk):
    event = heard(2, choices={"lane": "right"})

    desk.take(event)

    assert envelope.read(desk.row(event).body) == event


def test_a_hole_that_nobody_can_fill_any_more_does_not_stop_its_subject_for_ever(desk):
    """The source keeps what it said for a week; whoever hears of an older subject starts in its middle."""
    event = heard(57)
    desk.take(event)

    for _ in range(40):
        desk.pass_by(60)
        desk.run_due()

    assert desk.effects() == [57]


def test_the_next_step_of_a_ladder_is_not_taken_for_an_event_that_somebody_else_has_handled(desk):
    event = heard()
    desk.service.sick = {NUMBER}
    desk.take(event)
    with desk.store.transaction() as session:
        session.execute(update(INBOX).values(state="handled"))

    desk.inbox._fail(event, 1, ValueError())

    assert desk.row(event).state == "handled"
