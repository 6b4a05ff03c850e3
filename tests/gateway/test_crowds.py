"""Too many at once: reads are turned away first, new requests last."""

import asyncio

import pytest

from gateway.gate import Crowd
from gateway.problems import Overloaded
from gateway.route import Route
from tests.gateway.test_requests import POTHOLE, opened


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


def test_opening_a_request_is_the_only_thing_refused_last():
    from gateway.app import find_resources

    routes = [route for resource in find_resources() for route in resource.routes]

    assert [route.call_name for route in routes if route.rank == "create"] == ["intake.open_request"]
    assert Route("GET", "/v1/x", "geo.locate", "x").rank == "read"


def test_a_crowded_gateway_answers_reads_with_503_and_still_opens_requests(crowded):
    crowded.fakes["intake"].answers["open_request"] = opened
    crowded.fakes["kb"].silent = True

    statuses = asyncio.run(ask_slowly_and_meanwhile(crowded))

    assert statuses == {"read": 503, "create": 201, "live": 200}


async def ask_slowly_and_meanwhile(gateway):
    """Fill the gateway with reads that are not answered, then ask for one thing of each rank."""
    slow = [asyncio.to_thread(gateway.fresh, "GET", f"/v1/articles/a{n}") for n in range(3)]
    waiting = asyncio.gather(*slow)
    async with asyncio.timeout(5):
        while len(gateway.fakes["kb"].headers) < 3:
            await asyncio.sleep(0.01)
    read = await asyncio.to_thread(gateway.fresh, "GET", "/v1/services")
    create = await asyncio.to_thread(gateway.fresh, "POST", "/v1/requests", json=POTHOLE)
    live = await asyncio.to_thread(gateway.fresh, "GET", "/live")
    await waiting
    return {"read": read.status_code, "create": create.status_code, "live": live.status_code}
