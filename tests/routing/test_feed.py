"""The feed: dense positions per department, given once, carried in the very message that is published."""

import orjson

from services.common import outbox
from services.routing.feed.pages import list_feed
from services.routing.feed.positions import assign_positions, with_position
from services.routing.feed.queues import missing_bindings
from services.routing.work import rerouting
from tests.routing.desk import NUMBER, opened

SECOND, THIRD = "1111111111", "2222222222"


def prepare(desk):
    """What the relay does before it publishes: the rows, completed."""
    with desk.store.transaction() as session:
        rows = [row for row in outbox.unpublished(session, 500) if row["type"] != "catalogue_changed"]
        assign_positions(session, rows)
    return rows


def read(desk, department, after=0, limit=250):
    with desk.store.reading() as session:
        return list_feed(session, department, after, limit)


def test_positions_of_a_department_are_dense_and_in_the_order_of_its_events(desk):
    desk.open(opened(), opened(SECOND, service="missed-trash"), opened(THIRD))

    prepare(desk)

    assert [(e["position"], e["subject"]) for e in read(desk, "dot")["items"]] == [(1, NUMBER), (2, THIRD)]
    assert [(e["position"], e["subject"]) for e in read(desk, "waste")["items"]] == [(1, SECOND)]


def test_the_published_message_is_the_one_in_the_feed(desk):
    desk.open(opened())

    [row] = [row for row in prepare(desk) if row["department"] == "dot"]

    assert orjson.loads(row["body"]) == read(desk, "dot")["items"][0]


def test_an_event_that_is_published_again_keeps_its_position(desk):
    desk.open(opened())
    before = prepare(desk)
    desk.open(opened(SECOND))

    again = prepare(desk)

    assert again[: len(before)] == before
    assert [event["position"] for event in read(desk, "dot")["items"]] == [1, 2]


def test_events_without_a_department_have_no_position(desk):
    desk.open(opened(service="something-else"))

    rows = prepare(desk)

    assert "position" not in orjson.loads(rows[-1]["body"])


def test_both_departments_find_a_change_of_hands_in_their_feed(desk):
    desk.open(opened())
    desk.change_hands(rerouting.reassign, "recreation", "It lies in the park")

    prepare(desk)

    assert [event["type"].split(".")[2] for event in read(desk, "dot")["items"]] == [
        "request_assigned",
        "assignment_withdrawn",
    ]
    assert [event["type"].split(".")[2] for event in read(desk, "recreation")["items"]] == ["request_assigned"]


def test_a_reader_goes_on_after_the_position_that_it_was_told(desk):
    desk.open(opened(), opened(SECOND), opened(THIRD))
    prepare(desk)

    first = read(desk, "dot", limit=2)
    second = read(desk, "dot", after=first["next"])

    assert (first["next"], [event["position"] for event in second["items"]]) == (2, [3])


def test_at_the_end_of_the_feed_a_reader_stays_where_it_is(desk):
    page = read(desk, "dot", after=7)

    assert page == {"items": [], "next": 7}


def test_a_position_is_one_more_member_of_the_message():
    assert with_position(b'{"id":"a"}', 12) == b'{"id":"a","position":12}'


def test_a_binding_that_is_missing_is_named():
    bound = {("department.dot", "*.dot.#"), ("department.waste", "#")}

    assert missing_bindings(["dot", "waste"], bound) == ["waste"]
