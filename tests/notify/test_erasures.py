"""A person is erased from notify: mails, letters in their folders, and refused addresses."""

import json
from datetime import timedelta

from services.common import clock
from services.common.envelope import Heard
from services.common.ids import uuid7
from services.notify import erasures, upkeep
from services.notify.batches import withdraw_letters
from services.notify.claims import LEASE, claim_mails
from services.notify.models import Suppression
from services.notify.posting import Posting
from services.notify.printing import letters_in
from services.notify.settling import settle_mails
from services.notify.smtp import Outcome
from tests.notify.desk import HOME, MORNING, NUMBER, SECRET, an_event, messages, said, tell

OTHER = "100-000-0001"
PERSONAL = ("recipient", "addressee", "subject", "body", "pin", "sha256")


def heard(data):
    return Heard(uuid7(), "intake", "person_erased", "e-1", 1, clock.instant_text(clock.now()), data)


def erase(store, now=MORNING):
    with store.transaction() as session:
        erasures.erase(session, heard({"erasure": "e-1", "numbers": [NUMBER], "contacts": []}), now)


def confirmations(store):
    return [data for kind, data in said(store) if kind == "erasure_confirmed"]


def print_letters(store, writer):
    room = Posting(store, writer, lambda: MORNING)
    while room.work():
        pass


def sweep(store, writer, now):
    """What the timer does."""
    with store.reading() as session:
        due = erasures.due(session, now)
        left = {batch: letters_in(session, batch) for batch in due}
    for batch, ids in due.items():
        withdraw_letters(writer.office.letters, batch, ids, left[batch])
        with store.transaction() as session:
            erasures.withdrawn(session, ids)


def test_a_mail_loses_its_words_and_is_confirmed_at_once(store, writer):
    tell(store, writer, an_event())

    erase(store)

    (message,) = messages(store)
    assert {message[name] for name in PERSONAL} == {None}
    assert (message["state"], message["reason"]) == ("waived", "erased")
    assert [data["remaining"] for data in confirmations(store)] == [0]


def test_a_mail_that_is_on_its_way_is_not_followed_by_a_letter(store, writer):
    tell(store, writer, an_event(), address=HOME)
    now = clock.now()
    with store.transaction() as session:
        rows = claim_mails(session, "x", now, 10)
    erase(store, now)

    with store.transaction() as session:
        settle_mails(session, "x", [(row, Outcome("refused", "550", True)) for row in rows], SECRET, now)

    assert [message["state"] for message in messages(store)] == ["waived"]


def test_a_refused_address_is_forgotten_with_its_person(store, writer):
    tell(store, writer, an_event())
    hashed = messages(store)[0]["recipient_hash"]
    with store.transaction() as session:
        session.add(Suppression(recipient_hash=hashed, reason="550", since=MORNING, expires_at=MORNING))

    erase(store)

    with store.reading() as session:
        assert session.query(Suppression).count() == 0


def test_a_letter_leaves_its_folder_and_the_manifest_before_it_is_confirmed(store, writer):
    tell(store, writer, an_event(), an_event(number=OTHER), now=MORNING, email=None, address=HOME)
    print_letters(store, writer)
    erase(store)
    sweep(store, writer, MORNING)
    assert confirmations(store) == []

    sweep(store, writer, MORNING + LEASE + timedelta(seconds=1))

    (folder,) = writer.office.letters.iterdir()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [letter["number"] for letter in manifest["letters"]] == [OTHER]
    assert {path.name for path in folder.glob("*.pdf")} == {letter["file"] for letter in manifest["letters"]}
    assert NUMBER not in (folder / "manifest.csv").read_text()
    assert [data["emptied"]["letters"] for data in confirmations(store)] == [1]


def test_what_is_held_is_not_forgotten_until_it_is_lifted(store, writer):
    tell(store, writer, an_event(), now=MORNING, email=None, address=HOME)
    print_letters(store, writer)
    late = clock.now() + timedelta(days=400)
    with store.transaction() as session:
        erasures.hold(session, {"hold": "h-1", "numbers": [NUMBER], "contacts": []})
        upkeep.forget(session, writer.office, late)
    assert messages(store)[0]["body"]

    with store.transaction() as session:
        erasures.lift(session, {"hold": "h-1", "numbers": [NUMBER], "contacts": []})
        upkeep.forget(session, writer.office, late)

    assert messages(store)[0]["body"] is None
