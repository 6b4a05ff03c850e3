"""The senders, with a real mail server."""

import pytest

from services.notify.mailing import Mailing
from tests.notify.desk import NUMBER, an_event, messages, tell


@pytest.fixture
def send_all(store, writer, sink):
    """Hand out and send until nothing is due."""
    mailing = Mailing(store, writer, connections=2)

    def send():
        while mailing.turn():
            for sender in mailing.senders:
                sender.send_all()

    yield send
    for sender in mailing.senders:
        sender.connection.close()


def test_a_resident_reads_what_happened_how_to_find_it_and_the_pin(store, writer, sink, send_all):
    (message,) = tell(store, writer, an_event())

    send_all()

    (mail,) = sink.mails
    words = mail.get_content()
    assert mail["To"] == "ana@ruiz.example"
    assert mail["Message-ID"] == f"<{message['id']}@ashmere.example>"
    for said in ("Dear Ana Ruiz", NUMBER, "204817", f"https://311.ashmere.example/v1/requests/{NUMBER}"):
        assert said in words
    assert messages(store)[0]["state"] == "sent"


def test_thirty_mails_go_through_few_connections(store, writer, sink, send_all):
    tell(store, writer, *(an_event(number=f"100-000-00{n:02}") for n in range(30)))

    send_all()

    assert len(set(sink.ids())) == 30
    assert sink.sessions <= 2


def test_mails_of_one_request_arrive_in_order(store, writer, sink, send_all):
    steps = ["request_opened", "request_closed", "request_reopened"]
    tell(store, writer, *(an_event(step, sequence=n) for n, step in enumerate(steps, 1)))

    send_all()

    assert [mail["Subject"].split(":")[0] for mail in sink.mails] == [
        f"We received your request {NUMBER}",
        f"Your request {NUMBER} has been closed",
        f"Your request {NUMBER} has been reopened",
    ]


def test_one_bad_address_does_not_hold_up_the_others(store, writer, sink, send_all):
    tell(store, writer, an_event(number="100-000-0001"), email="unknown@ruiz.example")
    tell(store, writer, an_event(number="100-000-0002"))

    send_all()

    assert [message["state"] for message in messages(store)] == ["unreachable", "sent"]


def test_a_mail_server_that_is_away_costs_no_attempt(store, writer, sink, send_all):
    sink.busy = True
    tell(store, writer, an_event())

    send_all()

    (message,) = messages(store)
    assert (message["state"], message["attempts"]) == ("pending", 0)


def test_a_younger_mail_waits_for_the_older_one_about_the_same_request(store, writer, sink, send_all):
    later = {"email": "later@ruiz.example"}
    tell(store, writer, an_event(sequence=1), an_event("request_closed", sequence=2, code="done"), **later)
    send_all()

    opened, closed, reopened = tell(store, writer, an_event("request_reopened", sequence=3), **later)

    assert (opened["attempts"], closed["attempts"], reopened["attempts"]) == (1, 0, 0)
    assert opened["not_before"] == closed["not_before"] == reopened["not_before"]
