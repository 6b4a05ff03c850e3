"""E-mail as bytes: what it says and what cannot be put into it."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.notify.mail import Mail, UnsendableMail, build

MAIL = Mail(
    message_id="01934f6e-7a10-7cc3-98c4-dc0c0c07398f",
    number="482-913-0757",
    sender="311@sample-county.example",
    reply_to="office@sample-county.example",
    recipient="ana@ruiz.example",
    subject="Your request 482-913-0757 has been closed: Pothole",
    text="Dear Ana Ruiz,\n\nthe hole was filled.\n",
    language="en",
    written_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
)


def read(data: bytes):
    return email.message_from_bytes(data, policy=email.policy.default)


def test_a_mail_says_who_writes_to_whom_and_that_a_machine_wrote_it():
    mail = read(build(MAIL))

    assert mail["From"] == "311@sample-county.example"
    assert mail["To"] == "ana@ruiz.example"
    assert mail["Reply-To"] == "office@sample-county.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == MAIL.written_at
    assert mail.get_content().replace("\r\n", "\n").strip() == MAIL.text.strip()


def test_the_message_id_is_the_same_however_often_the_mail_is_built():
    assert build(MAIL) == build(MAIL)
    assert read(build(MAIL))["Message-ID"] == "<01934f6e-7a10-7cc3-98c4-dc0c0c07398f@sample-county.example>"


def test_mails_of_one_request_belong_to_one_thread():
    closed = replace(MAIL, message_id="another")

    assert read(build(MAIL))["References"] == read(build(closed))["References"]


def test_a_spanish_mail_arrives_as_it_was_written():
    spanish = replace(MAIL, subject="Su petición 482-913-0757 recibió respuesta", text="¿Qué sigue, señora?")

    mail = read(build(spanish))

    assert mail["Subject"] == spanish.subject
    assert mail.get_content().strip() == spanish.text
    assert build(spanish).isascii()


def test_a_line_longer_than_mail_allows_arrives_whole():
    long = replace(MAIL, text="We looked. " * 300)

    data = build(long)

    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert read(data).get_content().strip() == long.text.strip()


@pytest.mark.parametrize("member", ["recipient", "subject", "sender", "reply_to", "number", "language"])
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_no_value_can_add_a_header(member, line_break):
    attack = replace(MAIL, **{member: f"x{line_break}Bcc: everyone@county.example"})

    with pytest.raises(UnsendableMail):
        build(attack)
