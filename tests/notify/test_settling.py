"""What becomes of messages that were tried."""

from datetime import timedelta

import pytest

from services.common import clock
from services.notify.claims import claim_mails
from services.notify.settling import settle_mails, wait_before
from services.notify.smtp import SENT, Outcome
from tests.notify.desk import HOME, SECRET, an_event, messages, said, tell

LATER = Outcome("retry", "451 4.7.1")
NOBODY = Outcome("refused", "550 5.1.1", address_is_wrong=True)
UNKNOWN = Outcome("ambiguous", "disconnected")


def attempt(store, outcome, at=None, owner="sender"):
    """Claim what is due and settle it with one outcome."""
    now = at or clock.now() + timedelta(seconds=1)
    with store.transaction() as session:
        rows = claim_mails(session, "sender", now, 10)
        settle_mails(session, owner, [(row, outcome) for row in rows], SECRET, now)
    return messages(store)


def test_a_mail_that_was_taken_is_sent_and_said(store, writer):
    event = an_event()
    tell(store, writer, event)

    (message,) = attempt(store, SENT)

    assert message["state"] == "sent"
    ((kind, data),) = said(store)
    assert kind == "notice_delivered"
    assert data == {
        "number": "482-913-0757", "step": "opened", "channel": "email",
        "event_id": event.id, "message_id": message["id"], "drill": False,
    }  # fmt: skip


def test_events_hold_nothing_of_a_person(store, writer):
    tell(store, writer, an_event(), an_event(number="100-000-0009"), address=HOME)
    attempt(store, NOBODY)

    text = str(said(store))

    for personal in ("Ana", "ruiz", "Carroll", "204817"):
        assert personal not in text


def test_a_no_for_now_is_tried_again_later(store, writer):
    tell(store, writer, an_event())

    (message,) = attempt(store, LATER)

    assert (message["state"], message["reason"], message["attempts"]) == ("pending", "451 4.7.1", 1)
    assert attempt(store, SENT)[0]["state"] == "pending", "not before its time"
    assert attempt(store, SENT, clock.now() + timedelta(minutes=2))[0]["state"] == "sent"


def test_an_unknown_fate_is_counted_and_tried_again_under_the_same_id(store, writer):
    (before,) = tell(store, writer, an_event())

    (after,) = attempt(store, UNKNOWN)

    assert (after["id"], after["state"], after["ambiguous"]) == (before["id"], "pending", 1)


def test_after_four_hours_a_letter_takes_over(store, writer):
    tell(store, writer, an_event(), address=HOME)
    attempt(store, LATER)

    mail, letter = attempt(store, LATER, clock.now() + timedelta(hours=4, minutes=1))

    assert mail["state"] == "failed"
    assert (letter["channel"], letter["state"], letter["fallback_of"]) == ("letter", "pending", mail["id"])


def test_a_mailbox_that_does_not_exist_is_followed_by_a_letter_and_not_written_to_again(store, writer):
    tell(store, writer, an_event(), address=HOME)
    attempt(store, NOBODY)

    *_, later = tell(store, writer, an_event("request_closed", sequence=2, code="done"), address=HOME)

    assert later["channel"] == "letter"
    assert [kind for kind, _ in said(store)] == ["notice_failed"]


def test_without_an_address_the_resident_is_unreachable(store, writer):
    tell(store, writer, an_event())

    (message,) = attempt(store, NOBODY)

    assert (message["state"], message["reason"]) == ("unreachable", "550 5.1.1")


def test_a_text_that_was_refused_does_not_bar_the_address(store, writer):
    tell(store, writer, an_event())
    attempt(store, Outcome("refused", "552 5.3.4"))

    *_, later = tell(store, writer, an_event("request_closed", sequence=2, code="done"))

    assert later["channel"] == "email"


def test_who_lost_the_claim_settles_nothing(store, writer):
    tell(store, writer, an_event())

    (message,) = attempt(store, SENT, owner="somebody else")

    assert message["state"] == "sending"
    assert said(store) == []


@pytest.mark.parametrize(
    ("attempts", "least", "most"),
    [
        pytest.param(1, 30, 60, id="a minute at first"),
        pytest.param(3, 120, 240, id="doubling"),
        pytest.param(20, 1800, 3600, id="an hour at most"),
    ],
)
def test_the_wait_grows_and_differs_by_chance(attempts, least, most):
    waits = [wait_before(attempts).total_seconds() for _ in range(50)]

    assert least <= min(waits) < max(waits) <= most
