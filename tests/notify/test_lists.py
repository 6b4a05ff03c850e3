"""What staff read."""

from datetime import timedelta

import pytest

from services.common.errors import NotFound
from services.notify import lists, printing
from services.notify.posting import Posting
from tests.notify.desk import HOME, MORNING, NUMBER, an_event, tell

ASSIGNED = {"status": "assigned", "department": "transportation"}


def test_the_messages_of_a_request_say_how_far_each_got_and_nothing_of_anybody(store, writer):
    tell(store, writer, an_event(), an_event("request_status_changed", sequence=2, **ASSIGNED))

    with store.reading() as session:
        found = lists.list_messages(session, NUMBER, None)["messages"]

    assert [(row["step"], row["state"]) for row in found] == [("opened", "pending"), ("assigned", "pending")]
    assert "ruiz" not in str(found)


def test_a_department_reads_of_requests_it_had(store, writer):
    tell(store, writer, an_event("request_status_changed", sequence=2, **ASSIGNED))

    with store.reading() as session:
        assert lists.list_messages(session, NUMBER, "transportation")["messages"]
        with pytest.raises(NotFound):
            lists.list_messages(session, NUMBER, "libraries")


def test_the_unreachable_come_in_pages_oldest_first(store, writer):
    numbers = [f"100-000-000{n}" for n in range(5)]
    for number in numbers:
        tell(store, writer, an_event(number=number), email=None)

    with store.reading() as session:
        first = lists.list_unreachable(session, 3, None)
        second = lists.list_unreachable(session, 3, first["next"])

    assert [item["number"] for item in first["items"] + second["items"]] == numbers
    assert second["next"] is None


def test_the_batches_come_in_pages_the_newest_first(store, writer):
    days = [MORNING + timedelta(days=days) for days in (0, 3, 4)]  # Friday, Monday, Tuesday
    with store.transaction() as session:
        opened = [printing.open_batch(session, writer.office, day) for day in days]

    with store.reading() as session:
        first = lists.list_batches(session, 2, None)
        second = lists.list_batches(session, 2, first["next"])

    assert [item["id"] for item in first["items"] + second["items"]] == opened[::-1]
    assert second["next"] is None


def test_a_batch_says_how_much_lies_in_it(store, writer):
    tell(store, writer, an_event(), now=MORNING, email=None, address=HOME)
    room = Posting(store, writer, lambda: MORNING)
    while room.work():
        pass

    with store.reading() as session:
        (batch,) = lists.list_batches(session, 10, None)["items"]

    assert (batch["id"], batch["state"], batch["letters"], batch["pages"]) == ("2026-11-20", "open", 1, 1)
