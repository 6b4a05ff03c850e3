"""From heard events to messages."""

import pytest

from services.notify.messages import NoFacts
from services.notify.recipients import hash_mail, suppress
from services.notify.telling import requests_to_ask
from services.notify.telling import tell as tell_directly
from tests.notify.desk import HOME, MORNING, NUMBER, SECRET, an_event, messages, said, tell

ASSIGNED = {"status": "assigned", "department": "dot"}


@pytest.mark.parametrize(
    ("event", "step"),
    [
        pytest.param(an_event("request_opened"), "opened", id="opened"),
        pytest.param(an_event("request_status_changed", **ASSIGNED), "assigned", id="assigned"),
        pytest.param(an_event("request_status_changed", status="referred"), "referred", id="referred"),
        pytest.param(an_event("request_closed", code="done"), "closed", id="closed"),
        pytest.param(an_event("request_reopened"), "reopened", id="reopened"),
    ],
)
def test_a_resident_with_e_mail_is_told_of_each_step(store, writer, event, step):
    (message,) = tell(store, writer, event)

    assert (message["step"], message["channel"], message["state"]) == (step, "email", "pending")
    assert message["recipient"] == "ana@ruiz.example"
    assert NUMBER in message["subject"]


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(an_event("request_status_changed", status="accepted"), id="a status that is no news"),
        pytest.param(an_event("request_opened", drill=True), id="a drill"),
    ],
)
def test_nobody_is_asked_or_told_where_there_is_nothing_to_tell(store, writer, event):
    assert requests_to_ask([event]) == []
    assert tell(store, writer, event) == []


def test_an_event_that_is_heard_twice_makes_one_message(store, writer):
    event = an_event()
    tell(store, writer, event)

    assert len(tell(store, writer, event)) == 1


def test_a_second_closing_after_a_reopening_is_a_second_message(store, writer):
    closings = [an_event("request_closed", sequence=sequence, code="done") for sequence in (4, 6)]

    assert len(tell(store, writer, *closings)) == 2


def test_what_is_told_stands_in_the_residents_language(store, writer):
    (message,) = tell(store, writer, an_event(), language="es")

    assert "Recibimos su solicitud" in message["body"]
    assert "30 de noviembre de 2026" in message["body"]


def test_a_language_that_we_do_not_write_becomes_english(store, writer):
    (message,) = tell(store, writer, an_event(), language="am")

    assert message["language"] == "en"


def test_the_closing_says_what_was_done_in_the_departments_words(store, writer):
    event = an_event("request_closed", code="done")

    (message,) = tell(store, writer, event, close_code="done", close_text="Filled with hot mix.\r\nLane open.")

    assert "The work has been done." in message["body"]
    assert "Filled with hot mix.\nLane open." in message["body"]


def test_a_referral_names_the_agency_and_its_number(store, writer):
    event = an_event("request_status_changed", status="referred")
    agency = {"agency": "state-highways", "name": "State Highways", "phone": "410-555-0100", "url": None}

    (message,) = tell(store, writer, event, referral=agency)

    assert "State Highways" in message["body"]
    assert "Call 410-555-0100." in message["body"]


def test_without_e_mail_a_letter_is_written(store, writer):
    (message,) = tell(store, writer, an_event(), email=None, address=HOME)

    assert (message["channel"], message["recipient"]) == ("letter", None)
    assert message["addressee"] == ["Ana Ruiz", "7300 Carroll Ave", "Hartwell, MD 21301"]


def test_who_cannot_be_told_stands_on_the_list_and_the_others_hear_of_it(store, writer):
    event = an_event()

    (message,) = tell(store, writer, event, email=None)

    assert (message["state"], message["reason"]) == ("unreachable", "no_contact")
    ((kind, data),) = said(store)
    assert (kind, data["state"], data["event_id"]) == ("notice_failed", "unreachable", event.id)


def test_an_anonymous_request_is_no_gap_and_nothing_is_kept_of_anybody(store, writer):
    (message,) = tell(store, writer, an_event(), anonymous=True, email=None, name=None)

    assert (message["state"], message["reason"], message["body"]) == ("waived", "anonymous", None)
    assert said(store) == []


def test_an_address_that_has_refused_mail_gets_a_letter(store, writer):
    with store.transaction() as session:
        suppress(session, hash_mail(SECRET, "ANA@ruiz.example"), "550 5.1.1", MORNING.replace(year=2099))

    (message,) = tell(store, writer, an_event(), address=HOME)

    assert message["channel"] == "letter"


def test_a_request_of_which_intake_knows_nothing_is_a_failure_that_is_tried_again(store, writer):
    with pytest.raises(NoFacts), store.transaction() as session:
        tell_directly(session, writer, [an_event()], {}, MORNING)

    assert messages(store) == []


def test_a_batch_asks_once_for_each_request():
    events = [an_event(sequence=1), an_event("request_status_changed", sequence=2, **ASSIGNED)]

    assert requests_to_ask(events) == [{"number": NUMBER, "sequence": 2, "notes": []}]


def test_a_name_cannot_break_out_of_its_line(store, writer):
    (message,) = tell(store, writer, an_event(), name="Ana\r\nBcc: all@evil.example\x00", email=None, address=HOME)

    assert message["addressee"][0] == "Ana Bcc: all@evil.example"


def test_a_note_for_the_resident_is_asked_for_by_its_id_and_stands_in_the_mail(store, writer):
    event = an_event("resident_told", note_id="n-1", department="dot", notice=True)

    [row] = tell(store, writer, event, notes={"n-1": "The crew comes on Monday.", "n-2": "Another day."})

    assert requests_to_ask([event]) == [{"number": NUMBER, "sequence": 1, "notes": ["n-1"]}]
    assert "The crew comes on Monday." in row["body"]
    assert "Another day." not in row["body"]
