"""What becomes of a mail at a real mail server."""

import socket

import pytest

from services.notify.smtp import SENT, Connection, Outcome

SENDER = "311@sample-county.example"
DATA = b"Subject: x\r\nMessage-ID: <a@b>\r\n\r\n.a line that begins with a dot\r\n"


@pytest.fixture
def connection(sink):
    opened = Connection("127.0.0.1", sink.port, timeout_seconds=0.5)
    yield opened
    opened.close()


def test_a_mail_arrives_as_it_was_built(sink, connection):
    outcome = connection.send(SENDER, "ana@ruiz.example", DATA)

    assert outcome == SENT
    assert sink.mails[0].get_content().strip() == ".a line that begins with a dot"
    assert sink.envelopes == [(SENDER, ["ana@ruiz.example"])]


def test_one_connection_serves_many_mails(sink, connection):
    for _ in range(20):
        connection.send(SENDER, "ana@ruiz.example", DATA)

    assert len(sink.mails) == 20
    assert sink.sessions == 1


def test_a_connection_that_the_server_closed_is_opened_again(sink, connection):
    sink.closes_after = 2

    outcomes = [connection.send(SENDER, "ana@ruiz.example", DATA) for _ in range(6)]

    assert outcomes == [SENT] * 6
    assert len(sink.mails) == 6


@pytest.mark.parametrize(
    ("recipient", "outcome"),
    [
        pytest.param("unknown@ruiz.example", Outcome("refused", "550 5.1.1", True), id="no such mailbox"),
        pytest.param("toobig@ruiz.example", Outcome("refused", "552 5.3.4"), id="the text is refused"),
        pytest.param("later@ruiz.example", Outcome("retry", "451 4.7.1"), id="refused for now"),
        pytest.param("slow@ruiz.example", Outcome("retry", "disconnected"), id="no answer before the text"),
        pytest.param("drops@ruiz.example", Outcome("ambiguous", "disconnected"),
                     id="taken, and the line breaks before we hear it"),
    ],
)  # fmt: skip
def test_what_happened_is_sorted_by_what_to_do_next(sink, connection, recipient, outcome):
    assert connection.send(SENDER, recipient, DATA) == outcome


@pytest.mark.parametrize("recipient", ["unknown@ruiz.example", "toobig@ruiz.example", "drops@ruiz.example"])
def test_the_next_mail_is_sent_whatever_became_of_the_one_before(sink, connection, recipient):
    connection.send(SENDER, recipient, DATA)

    assert connection.send(SENDER, "ana@ruiz.example", DATA) == SENT


def test_a_server_that_is_too_busy_is_away(sink, connection):
    sink.busy = True

    assert connection.send(SENDER, "ana@ruiz.example", DATA).kind == "away"


def test_nobody_listening_means_away():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    assert Connection("127.0.0.1", port).send(SENDER, "ana@ruiz.example", DATA).kind == "away"
