"""The development mailbox: takes mail over SMTP, shows it to a person, and fails on demand."""

import json
import os
import smtplib
import socket
import sys
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
import requests

from deploy import ports, processes


def start(folder):
    web, smtp = ports.find_free_port(), ports.find_free_port()
    places = {"HUB311_VAR": str(folder), "HUB311_LETTERS": str(folder / "letters")}
    addresses = {"HUB311_MAILBOX_HTTP": f"127.0.0.1:{web}", "HUB311_SMTP": f"127.0.0.1:{smtp}"}
    command = [sys.executable, "-m", "deploy.mailbox"]
    process = processes.start_process(command, folder / "log", {**os.environ, **places, **addresses})
    processes.wait_until(lambda: ports.is_open(web) and ports.is_open(smtp), 20, "the mailbox")
    return SimpleNamespace(url=f"http://127.0.0.1:{web}", smtp=smtp, process=process, folder=folder)


def stop(mailbox):
    mailbox.process.terminate()
    mailbox.process.wait(10)


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory):
    mailbox = start(tmp_path_factory.mktemp("mailbox"))
    yield mailbox
    stop(mailbox)


@pytest.fixture(autouse=True)
def _no_faults(mailbox):
    requests.delete(f"{mailbox.url}/faults", timeout=5)


def a_mail(to="ana@example.org", subject="Your request 482-913-0757", text="We opened it — gracias."):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "311@ashmere.example", to, subject
    mail["Message-ID"] = f"<{hash((to, subject))}@ashmere.example>"
    mail.set_content(text)
    mail.add_alternative("<p>We opened it <script>alert(1)</script></p>", subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="receipt.pdf")
    return mail


def send(mailbox, mail):
    with smtplib.SMTP("127.0.0.1", mailbox.smtp, timeout=10) as server:
        server.send_message(mail)


def found(mailbox, **query):
    return requests.get(f"{mailbox.url}/messages.json", query, timeout=5).json()["items"]


def test_a_mail_is_found_by_recipient_and_by_request_number(mailbox):
    send(mailbox, a_mail(to="search@example.org", subject="Your request 700-000-0001"))

    [by_recipient] = found(mailbox, to="search@example.org")

    assert by_recipient == found(mailbox, q="700-000-0001")[0]
    assert by_recipient["text"].strip() == "We opened it — gracias."
    assert by_recipient["attachments"] == [{"name": "receipt.pdf", "type": "application/pdf", "size": 8}]


def test_a_person_reads_the_newest_mail_first(mailbox):
    send(mailbox, a_mail(to="list@example.org", subject="First"))
    send(mailbox, a_mail(to="list@example.org", subject="Second"))

    page = requests.get(mailbox.url, {"to": "list@example.org"}, timeout=5).text

    assert 0 < page.index(">Second<") < page.index(">First<")


def test_a_mail_cannot_run_a_script_in_the_readers_browser(mailbox):
    send(mailbox, a_mail(to="script@example.org", subject="<script>alert(1)</script>"))
    number = found(mailbox, to="script@example.org")[0]["id"]

    page = requests.get(f"{mailbox.url}/messages/{number}", timeout=5)
    part = requests.get(f"{mailbox.url}/messages/{number}/html", timeout=5)

    assert "<script>" not in page.text
    assert "sandbox" in part.headers["Content-Security-Policy"]


def test_a_search_that_finds_nothing_says_so(mailbox):
    assert "No mail matches." in requests.get(mailbox.url, {"q": "nowhere"}, timeout=5).text


def test_a_mail_outlives_a_kill_of_the_mailbox(tmp_path):
    first = start(tmp_path)
    send(first, a_mail())
    first.process.kill()
    first.process.wait()

    second = start(tmp_path)

    assert [mail["subject"] for mail in found(second)] == ["Your request 482-913-0757"]
    stop(second)


def test_mails_can_be_forgotten(tmp_path):
    mailbox = start(tmp_path)
    send(mailbox, a_mail())

    requests.delete(f"{mailbox.url}/messages", timeout=5)

    assert found(mailbox) == []
    stop(mailbox)


@pytest.mark.parametrize("reply", ["421 4.3.2 closing", "451 4.3.0 later", "550 5.1.1 nobody"])
def test_the_server_refuses_a_mail_on_demand(mailbox, reply):
    requests.post(f"{mailbox.url}/faults", json={"reply": reply, "recipient": "no@", "times": 1}, timeout=5)

    with pytest.raises(smtplib.SMTPResponseException) as refusal:
        send(mailbox, a_mail(to="no@example.org"))
    send(mailbox, a_mail(to="no@example.org", subject=f"After {reply}"))

    assert refusal.value.smtp_code == int(reply[:3])


def test_a_mail_that_is_stored_without_an_answer_can_be_sent_again(mailbox):
    requests.post(f"{mailbox.url}/faults", json={"hang_up": True, "times": 1}, timeout=5)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mailbox, a_mail(to="twice@example.org"))
    send(mailbox, a_mail(to="twice@example.org"))

    assert len({mail["message_id"] for mail in found(mailbox, to="twice@example.org")}) == 1
    assert len(found(mailbox, to="twice@example.org")) == 2


def test_a_slow_server_still_takes_the_mail(mailbox):
    requests.post(f"{mailbox.url}/faults", json={"stage": "rcpt", "seconds": 0.3, "times": 1}, timeout=5)

    send(mailbox, a_mail(to="patient@example.org"))

    assert len(found(mailbox, to="patient@example.org")) == 1


def test_a_mail_that_is_lost_was_answered_with_yes(mailbox):
    requests.post(f"{mailbox.url}/faults", json={"lose": True, "recipient": "lost@"}, timeout=5)

    send(mailbox, a_mail(to="lost@example.org"))

    assert found(mailbox, to="lost@example.org") == []


@pytest.mark.parametrize("text", [".", "..", ".hidden\n.\n..end.", "\n.\nQUIT\n"], ids=repr)
def test_lines_that_begin_with_a_dot_arrive_as_they_were(mailbox, text):
    send(mailbox, a_mail(to=f"dots{len(text)}@example.org", text=text))

    assert found(mailbox, to=f"dots{len(text)}@example.org")[0]["text"] == text.rstrip("\n") + "\n"


def test_a_client_may_send_everything_at_once(mailbox):
    mail = b"Subject: at once\r\n\r\nhello\r\n.\r\n"
    with socket.create_connection(("127.0.0.1", mailbox.smtp), timeout=5) as client:
        client.sendall(b"EHLO me\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<once@example.org>\r\nDATA\r\n")
        client.sendall(mail + b"QUIT\r\n")
        answers = b"".join(iter(lambda: client.recv(4096), b"")).decode()

    assert [line[:3] for line in answers.splitlines()][-5:] == ["250", "250", "354", "250", "221"]
    assert found(mailbox, to="once@example.org")[0]["text"] == "hello\n"


@pytest.mark.parametrize(
    ("said", "code"),
    [("RCPT TO:<a@b.c>", "503"), ("DATA", "503"), ("MAIL FROM: nobody", "501"), ("EXPN all", "502")],
    ids=["recipient before sender", "text before sender", "no address", "unknown command"],
)
def test_a_client_that_talks_nonsense_is_told_so(mailbox, said, code):
    with socket.create_connection(("127.0.0.1", mailbox.smtp), timeout=5) as client:
        client.sendall(f"{said}\r\nQUIT\r\n".encode())
        answers = b"".join(iter(lambda: client.recv(4096), b"")).decode().splitlines()

    assert answers[1][:3] == code


def test_a_fault_with_an_unknown_member_is_refused(mailbox):
    assert requests.post(f"{mailbox.url}/faults", json={"colour": "red"}, timeout=5).status_code == 422


def test_letters_are_listed_with_their_pdf(mailbox):
    batch = mailbox.folder / "letters" / "2026-11-23"
    batch.mkdir(parents=True)
    (batch / "a.pdf").write_bytes(b"%PDF-1.7")
    row = {"file": "a.pdf", "number": "482-913-0757", "address": "7300 Carroll Ave", "zip": "21301", "pages": 1}
    (batch / "manifest.json").write_text(json.dumps({"state": "ready", "letters": [row]}))

    page = requests.get(f"{mailbox.url}/letters", timeout=5).text

    assert "7300 Carroll Ave" in page
    assert requests.get(f"{mailbox.url}/letters/2026-11-23/a.pdf", timeout=5).content == b"%PDF-1.7"


@pytest.mark.parametrize("path", ["letters/..%2F/mails", "letters/2026-11-23/..%2F..%2Fmailbox%2Fmails"])
def test_no_file_beside_the_letters_can_be_read(mailbox, path):
    assert requests.get(f"{mailbox.url}/{path}", timeout=5).status_code == 404
