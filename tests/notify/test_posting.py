"""Letters from the row to the batch that the printer fetches."""

import hashlib
import json

from services.notify import posting, printing
from services.notify.claims import free_orphans
from services.notify.posting import Posting
from tests.notify.desk import HOME, MORNING, an_event, messages, said, tell

BATCH = "2026-11-20"
EVENING = MORNING.replace(hour=23)  # after the cut-off at 17:30 in the county


LATER = MORNING.replace(minute=5)


def letters(store, writer, *numbers, now=MORNING):
    """Write a letter about each request."""
    return tell(store, writer, *(an_event(number=number) for number in numbers), now=now, email=None, address=HOME)


def work(store, writer, now=MORNING):
    """Have a fresh process do all that is to be done."""
    room = Posting(store, writer, lambda: now)
    while room.work():
        pass


def manifest(writer, batch_id=BATCH):
    return json.loads((writer.office.letters / batch_id / "manifest.json").read_text())


def test_a_letter_lies_in_the_batch_of_the_day_with_its_sum_in_the_manifest(store, writer):
    letters(store, writer, "100-000-0001")

    work(store, writer)

    (row,) = manifest(writer)["letters"]
    pdf = (writer.office.letters / BATCH / row["file"]).read_bytes()
    (message,) = messages(store)
    assert pdf.startswith(b"%PDF")
    assert hashlib.sha256(pdf).hexdigest() == row["sha256"] == message["sha256"]
    assert (message["state"], message["batch_id"], message["batch_sequence"]) == ("sent", BATCH, 1)
    assert [kind for kind, _ in said(store)] == ["notice_delivered"]


def test_letters_are_numbered_without_a_hole_over_several_groups(store, writer):
    letters(store, writer, *(f"100-000-00{n:02}" for n in range(12)))

    work(store, writer)

    assert [row["sequence"] for row in manifest(writer)["letters"]] == list(range(1, 13))


def test_after_the_cut_off_the_batch_is_ready_and_said_once(store, writer):
    letters(store, writer, "100-000-0001")
    work(store, writer)

    for _ in range(2):
        work(store, writer, EVENING)

    ready = [data for kind, data in said(store) if kind == "letter_batch_ready"]
    assert ready == [{"batch_id": BATCH, "letters": 1, "pages": 1, "drill": False}]
    assert manifest(writer)["state"] == "ready"


def test_a_letter_after_the_cut_off_goes_into_the_next_batch(store, writer):
    letters(store, writer, "100-000-0001")
    work(store, writer)

    letters(store, writer, "100-000-0002", now=EVENING)
    work(store, writer, EVENING)

    assert manifest(writer)["count"] == 1
    assert manifest(writer, "2026-11-23")["state"] == "open"


def test_a_crash_between_file_and_row_leaves_a_true_manifest_and_the_same_letter_later(store, writer):
    letters(store, writer, "100-000-0001")
    with store.transaction() as session:
        batch_id = printing.open_batch(session, writer.office, MORNING)
        (row,) = posting.claim_letters(session, "dead", MORNING, 10, batch_id)
    before = posting.print_into_batch(writer, row)
    with store.transaction() as session:
        free_orphans(session, LATER)

    work(store, writer, LATER)

    (listed,) = manifest(writer)["letters"]
    assert listed["sha256"] == before["sha256"]
    assert len(list((writer.office.letters / BATCH).glob("*.pdf"))) == 1


def test_a_crash_between_manifest_and_word_says_ready_once(store, writer):
    letters(store, writer, "100-000-0001")
    work(store, writer)
    with store.transaction() as session:
        printing.batches_to_close(session, writer.office, EVENING)

    work(store, writer, EVENING)

    assert [kind for kind, _ in said(store)].count("letter_batch_ready") == 1


def test_a_batch_is_not_closed_while_a_letter_of_it_is_in_work(store, writer):
    letters(store, writer, "100-000-0001")
    with store.transaction() as session:
        batch_id = printing.open_batch(session, writer.office, MORNING)
        posting.claim_letters(session, "busy", MORNING, 10, batch_id)

    with store.transaction() as session:
        closing = printing.batches_to_close(session, writer.office, EVENING)

    assert closing == []


def test_an_answer_of_a_department_cannot_command_the_printer(store, writer):
    event = an_event("request_closed", code="done")
    asked = '#read("/etc/passwd") $x$'
    tell(store, writer, event, now=MORNING, email=None, address=HOME, close_code="done", close_text=asked)

    work(store, writer)

    assert manifest(writer)["count"] == 1
