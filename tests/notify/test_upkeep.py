"""Forgetting in time."""

from datetime import timedelta

from services.common import clock
from services.common.metrics import REGISTRY
from services.notify import measures, upkeep
from services.notify.batches import delete_batch
from services.notify.claims import claim_mails
from services.notify.posting import Posting
from services.notify.printing import BATCHES
from services.notify.settling import settle_mails
from services.notify.smtp import SENT
from tests.notify.desk import HOME, SECRET, an_event, messages, tell


def forget(store, writer, days):
    with store.transaction() as session:
        upkeep.forget(session, writer.office, clock.now() + timedelta(days=days))
    return messages(store)


def test_a_sent_mail_keeps_its_words_for_a_week_and_then_only_that_it_was_sent(store, writer):
    tell(store, writer, an_event())
    now = clock.now()
    with store.transaction() as session:
        settle_mails(session, "x", [(row, SENT) for row in claim_mails(session, "x", now, 10)], SECRET, now)

    (kept,) = forget(store, writer, 6)
    (forgotten,) = forget(store, writer, 8)

    assert kept["body"]
    assert {forgotten[name] for name in ("recipient", "addressee", "subject", "body", "pin")} == {None}
    assert forgotten["state"] == "sent"


def test_a_mail_that_was_not_sent_yet_keeps_its_words(store, writer):
    tell(store, writer, an_event())

    (message,) = forget(store, writer, 100)

    assert message["body"]


def test_letters_and_their_folder_are_kept_for_thirty_days(store, writer):
    tell(store, writer, an_event(), email=None, address=HOME)
    room = Posting(store, writer)
    while room.work():
        pass
    batch_id = messages(store)[0]["batch_id"]
    with store.transaction() as session:
        session.execute(BATCHES.update().values(state="ready", ready_at=clock.now()))

    assert forget(store, writer, 8)[0]["body"]
    assert forget(store, writer, 31)[0]["addressee"] is None
    with store.reading() as session:
        assert upkeep.old_batches(session, writer.office, clock.now() + timedelta(days=29)) == []
        assert upkeep.old_batches(session, writer.office, clock.now() + timedelta(days=31)) == [batch_id]
    delete_batch(writer.office.letters, batch_id)
    assert not (writer.office.letters / batch_id).exists()


def pending(channel):
    return REGISTRY.get_sample_value("messages_pending", {"channel": channel})


def test_what_is_pending_is_counted_by_way_and_what_a_dead_sender_held_is_free_again(store, writer):
    tell(store, writer, an_event(number="100-000-0001"), an_event(number="100-000-0002"))
    tell(store, writer, an_event(number="100-000-0003"), email=None, address=HOME)
    with store.transaction() as session:
        claim_mails(session, "dead", clock.now(), 1)

    with store.transaction() as session:
        upkeep.free_and_count(session, clock.now() + timedelta(minutes=10))

    assert (pending("email"), pending("letter")) == (2, 1)
    assert {message["state"] for message in messages(store)} == {"pending"}


def test_nothing_pending_is_counted_as_nothing(store, writer):
    measures.messages_pending.labels("email").set(7)

    with store.transaction() as session:
        upkeep.free_and_count(session, clock.now())

    assert (pending("email"), pending("letter")) == (0, 0)
