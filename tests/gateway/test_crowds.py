"""Too many at once: reads are turned away first, new requests last."""

import asyncio
from contextlib import suppress

import pytest

from gateway.broker import NoAnswer
from gateway.gate import Crowd
from gateway.problems import Overloaded
from gateway.room import LEAST, Room
from gateway.route import Route
from services.common import clock
from tests.gateway.test_requests import POTHOLE, opened


@pytest.fixture
def passed(monkeypatch):
    seconds = [1000.0]
    monkeypatch.setattr(clock, "monotonic_seconds", lambda: seconds[0])
    return seconds


@pytest.mark.parametrize(
    ("inside", "refused"), [(75, set()), (76, {"read"}), (91, {"read", "write"}), (101, {"read", "write", "create"})]
)
def test_ranks_are_refused_in_order(inside, refused):
    crowd = Crowd(100)
    crowd.inside = inside

    assert {rank for rank in crowd.limits if is_refused(crowd, rank)} == refused


def is_refused(crowd, rank):
    try:
        crowd.check(rank)
    except Overloaded:
        return True
    return False


def room_with(inside, limit=100):
    room = Room("intake", 256)
    room.limit, room.inside = float(limit), inside
    return room


def is_turned_away(room, rank):
    try:
        with room.place(rank, 2.0):
            return False
    except Overloaded:
        return True


@pytest.mark.parametrize(
    ("inside", "refused"), [(74, set()), (75, {"read"}), (90, {"read", "write"}), (100, {"read", "write", "create"})]
)
def test_calls_to_one_service_are_refused_in_the_same_order(inside, refused):
    assert {rank for rank in ("read", "write", "create") if is_turned_away(room_with(inside), rank)} == refused


def answer_after(room, seconds, passed):
    with room.place("create", 2.0):
        passed[0] += seconds


def test_a_room_shrinks_once_for_calls_that_were_late_together(passed):
    room = room_with(0)

    with room.place("create", 2.0), room.place("create", 2.0), room.place("create", 2.0):
        passed[0] += 1.5

    assert room.limit == 70


def test_a_room_never_shrinks_so_far_that_nobody_could_try(passed):
    room = room_with(0)

    for _ in range(50):
        passed[0] += 1
        answer_after(room, 1.9, passed)

    assert room.limit == LEAST


def test_a_room_that_is_used_grows_while_answers_come_in_time(passed):
    room = room_with(99)

    for _ in range(100):
        answer_after(room, 0.1, passed)

    assert 103 < room.limit < 104
    assert room_with(0).limit == 100


def test_a_service_that_is_away_is_no_reason_to_shrink(passed):
    room = room_with(0)

    with suppress(NoAnswer), room.place("create", 2.0):
        passed[0] += 1.9
        raise NoAnswer()

    assert room.limit == 100


CREATES = ["intake.hand_in_request_draft", "intake.open_request"]


def test_opening_a_request_is_the_only_thing_refused_last():
    from gateway.app import find_resources

    routes = [route for resource in find_resources() for route in resource.routes]

    assert [route.call_name for route in routes if route.rank == "create"] == CREATES
    assert Route("GET", "/v1/x", "geo.locate", "x").rank == "read"


def test_a_crowded_gateway_answers_reads_with_503_and_still_opens_requests(crowded):
    crowded.fakes["intake"].answers["open_request"] = opened
    crowded.fakes["kb"].silent = True

    statuses = asyncio.run(ask_slowly_and_meanwhile(crowded))

    assert statuses == {"read": 503, "create": 201, "live": 200}


def test_too_many_for_one_service_are_told_at_once_and_others_are_served(narrow):
    narrow.fakes["intake"].answers["open_request"] = opened
    narrow.fakes["kb"].silent = True

    statuses = asyncio.run(ask_slowly_and_meanwhile(narrow, "/v1/articles/one-more"))

    assert statuses == {"read": 503, "create": 201, "live": 200}
    assert len(narrow.fakes["kb"].headers) == 3


async def ask_slowly_and_meanwhile(gateway, path="/v1/services"):
    """Fill the gateway with reads that are not answered, then ask for one thing of each rank."""
    slow = [asyncio.to_thread(gateway.fresh, "GET", f"/v1/articles/a{n}") for n in range(3)]
    waiting = asyncio.gather(*slow)
    async with asyncio.timeout(5):
        while len(gateway.fakes["kb"].headers) < 3:
            await asyncio.sleep(0.01)
    read = await asyncio.to_thread(gateway.fresh, "GET", path)
    create = await asyncio.to_thread(gateway.fresh, "POST", "/v1/requests", json=POTHOLE)
    live = await asyncio.to_thread(gateway.fresh, "GET", "/live")
    await waiting
    return {"read": read.status_code, "create": create.status_code, "live": live.status_code}
