"""The senders, with a real mail server."""

from collections import deque

import pytest

from services.notify.mailing import Mailing
from services.notify.smtp import Connection
from tests.notify.desk import NUMBER, an_event, messages, tell


@pytest.fixture
def sender(store, writer, sink):
    """One sender, a step at a time."""
    mailing = Mailing(store, writer)
    connection = Connection("127.0.0.1", sink.port, timeout_seconds=0.5)
    rows, tried = deque(), []
    yield lambda: mailing.step(connection, rows, tried)
    connection.close()


def send_all(sender):
    while sender():
        pass


def test_a_resident_reads_what_happened_how_to_find_it_and_the_pin(store, writer, sink, sender):
    (message,) = tell(store, writer, an_event())

    send_all(sender)

    (mail,) = sink.mails
    words = mail.get_content()
    assert mail["To"] == "ana@ruiz.example"
    assert mail["Message-ID"] == f"<{message['id']}@ashmere.example>"
    for said in ("Dear Ana Ruiz", NUMBER, "204817", f"https://311.ashmere.example/v1/requests/{NUMBER}"):
        assert said in words
    assert messages(store)[0]["state"] == "sent"


def test_thirty_mails_go_through_one_connection(store, writer, sink, sender):
    tell(store, writer, *(an_event(number=f"100-000-00{n:02}") for n in range(30)))

    send_all(sender)

    assert len(set(sink.ids())) == 30
    assert sink.sessions == 1


def test_mails_of_one_request_arrive_in_order(store, writer, sink, sender):
    steps = ["request_opened", "request_closed", "request_reopened"]
    tell(store, writer, *(an_event(step, sequence=n) for n, step in enumerate(steps, 1)))

    send_all(sender)

    assert [mail["Subject"].split(":")[0] for mail in sink.mails] == [
        f"We received your request {NUMBER}",
        f"Your request {NUMBER} has been closed",
        f"Your request {NUMBER} has been reopened",
    ]


def test_one_bad_address_does_not_hold_up_the_others(store, writer, sink, sender):
    tell(store, writer, an_event(number="100-000-0001"), email="unknown@ruiz.example")
    tell(store, writer, an_event(number="100-000-0002"))

    send_all(sender)

    assert [message["state"] for message in messages(store)] == ["unreachable", "sent"]


def test_a_mail_server_that_is_away_costs_no_attempt(store, writer, sink, sender):
    sink.busy = True
    tell(store, writer, an_event())

    sender()

    (message,) = messages(store)
    assert (message["state"], message["attempts"]) == ("pending", 0)
