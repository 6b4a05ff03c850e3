"""Notify as a process, with the real broker, both databases and a real mail server."""

import pytest

from tests.notify.desk import HOME, NUMBER, messages, said
from tests.notify.running import say_as, wait_for

FACTS = {
    "language": "en", "notify": "email", "name": "Ana Ruiz", "email": "ana@ruiz.example", "address": None,
    "pin": "204817", "service_code": "pothole", "service_name": "Pothole", "status": "open", "anonymous": False,
    "drill": False, "requested_at": "2026-11-20T15:00:00Z", "promised_by": "2026-11-30T22:00:00Z",
    "department_name": "Department of Transportation", "department_phone": "240-555-0142",
}  # fmt: skip
OPENED = {"channel": "web", "language": "en", "service_code": "pothole", "notice": True}
ASSIGNED = {"status": "assigned", "previous": "open", "department": "dot", "notice": True}


@pytest.fixture(scope="module")
def intake(village):
    """A fake intake that runs for all these tests."""
    return village.start_intake()


@pytest.fixture
def notify(town, village, intake):
    village.know(any=FACTS)
    return town.start_notify()


def settled(store, count):
    """Wait until so many messages stand and none is unsettled."""

    def done():
        rows = messages(store)
        return len(rows) >= count and all(row["state"] not in ("pending", "sending") for row in rows) and rows

    return wait_for(f"{count} settled messages", done, seconds=240)


def test_a_resident_is_told_of_every_step_once(town, notify, store, sink):
    steps = [
        ("request_opened", NUMBER, 1, OPENED),
        ("request_status_changed", NUMBER, 2, ASSIGNED),
        ("request_status_changed", NUMBER, 3, ASSIGNED | {"status": "accepted", "previous": "assigned"}),
        ("request_closed", NUMBER, 4, {"code": "done", "notice": True}),
        ("request_reopened", NUMBER, 5, {"notice": True}),
        ("request_closed", NUMBER, 6, {"code": "done", "notice": True}),
    ]
    sent = [say_as(*step) for step in steps]

    town.publish(sent + sent)

    settled(store, 5)
    assert [mail["Subject"].split(":")[0].removeprefix("Your request ") for mail in sink.mails] == [
        f"We received your request {NUMBER}",
        f"{NUMBER} has been assigned",
        f"{NUMBER} has been closed",
        f"{NUMBER} has been reopened",
        f"{NUMBER} has been closed",
    ]
    assert [kind for kind, _ in said(store) if kind == "notice_delivered"] == ["notice_delivered"] * 5


def test_a_drill_reaches_nobody(town, notify, store, sink):
    town.say(("request_opened", "100-000-0001", 1, OPENED | {"drill": True}), ("request_opened", NUMBER, 1, OPENED))

    settled(store, 1)
    assert [mail["To"] for mail in sink.mails] == ["ana@ruiz.example"]
    assert len(messages(store)) == 1


def test_without_e_mail_a_letter_lies_in_the_batch_folder(town, village, notify, store, tmp_path):
    village.know(any=FACTS | {"email": None, "address": HOME})

    town.say(("request_opened", NUMBER, 1, OPENED))

    (message,) = settled(store, 1)
    folder = tmp_path / "letters" / message["batch_id"]
    wait_for("the manifest", lambda: (folder / "manifest.json").exists())
    assert (folder / f"{message['id']}.pdf").read_bytes().startswith(b"%PDF")


def test_while_intake_is_away_events_wait_and_nothing_is_lost(town, notify, intake, store, sink):
    intake.freeze()
    town.say(("request_opened", NUMBER, 1, OPENED))
    wait_for("notify to see that intake is away", lambda: notify.metric("hearing_stopped"))

    intake.thaw()

    settled(store, 1)
    assert len(sink.mails) == 1


def test_while_the_mail_server_is_away_mail_waits(town, notify, store, sink):
    sink.busy = True
    town.say(("request_opened", NUMBER, 1, OPENED))
    wait_for("notify to see that the server is away", lambda: notify.metric("mail_server_away"))

    sink.busy = False

    (message,) = settled(store, 1)
    assert message["attempts"] == 1
    assert len(sink.mails) == 1


def test_killed_while_sending_every_mail_arrives_and_a_second_copy_has_the_same_id(town, notify, store, sink):
    town.say(*(("request_opened", f"100-000-{n:04}", 1, OPENED) for n in range(200)))
    wait_for("some mails", lambda: len(sink.mails) > 20)

    notify.kill()
    town.start_notify()

    rows = settled(store, 200)
    ids = sink.ids()
    assert {f"<{row['id']}@ashmere.example>" for row in rows} == set(ids)
    assert max(ids.count(one) for one in set(ids)) <= 2


def test_stopped_while_sending_no_mail_is_sent_twice(town, notify, store, sink):
    town.say(*(("request_opened", f"100-000-{n:04}", 1, OPENED) for n in range(200)))
    wait_for("some mails", lambda: len(sink.mails) > 20)

    status = notify.stop()
    town.start_notify()

    settled(store, 200)
    assert status == 0
    assert len(sink.ids()) == len(set(sink.ids())) == 200


def test_two_processes_share_the_mails(town, notify, store, sink):
    if not store.on_postgresql:
        pytest.skip("on SQLite one process serves a database")
    second = town.start_notify()

    town.say(*(("request_opened", f"100-000-{n:04}", 1, OPENED) for n in range(300)))

    settled(store, 300)
    assert len(sink.ids()) == len(set(sink.ids())) == 300
    assert notify.metric("mail_seconds_count") > 0
    assert second.metric("mail_seconds_count") > 0


def test_the_logs_name_nobody(town, village, notify, store, sink):
    village.know(any=FACTS | {"email": "unknown@ruiz.example"})
    town.say(("request_opened", NUMBER, 1, OPENED))
    settled(store, 1)

    log = notify.log.read_text()

    for personal in ("ruiz", "Ana", "204817"):
        assert personal not in log
