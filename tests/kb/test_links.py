"""Links: known where they are named, looked at in turn, and dead ones a task until they are mended."""

from datetime import date, timedelta
from ipaddress import ip_address

import pytest

from services.common.contract import load
from services.kb import contract, copies, links, looking
from services.kb.agencies import store_agency
from services.kb.models import Article, Link
from tests.kb.sample import FRIDAY_NOON
from tests.kb.test_shelf import publish

DAILY = timedelta(hours=24)
HIGHWAYS, PARKS = "https://www.state.example/highways", "https://www.ashmere.example/parks"
TODAY = date(2026, 11, 20)


@pytest.fixture
def county(store):
    """An agency and a department with a page each."""
    entry = {"id": "state-highways", "name": {"en": "State Highway Agency"}, "url": HIGHWAYS, "owner_department": "dot",
             "class": "external", "level": "state", "numbers": [], "review_on": "2026-11-19"}  # fmt: skip
    said = {"kind": "department", "code": "recreation", "version": 1, "entry": {"name": {"en": "Parks"}, "url": PARKS}}
    with store.transaction() as session:
        store_agency(session, entry, FRIDAY_NOON)
        copies.copy_catalogue(session, said)
        links.bring_up(session)
    return store


def note(store, *results, url=HIGHWAYS):
    for result in results:
        with store.transaction() as session:
            links.note(session, url, result)


def listed(store, **wanted):
    with store.reading() as session:
        return links.tasks(session, load(contract.LIST_UPKEEP.request, wanted), TODAY)["items"]


def dead(store):
    return [one["about"] for one in listed(store) if one["task"] == "dead_link"]


def test_every_address_that_is_named_is_known_with_its_department(county):
    with county.reading() as session:
        found = {row.url: (row.owner, row.places[0]["kind"]) for row in session.query(Link)}

    assert found == {HIGHWAYS: ("dot", "agency"), PARKS: ("recreation", "department")}


def test_an_address_that_nobody_names_any_more_is_forgotten(county):
    with county.transaction() as session:
        entry = {"name": {"en": "Parks"}, "url": "mailto:parks@ashmere.example"}
        copies.copy_catalogue(session, {"kind": "department", "code": "recreation", "version": 2, "entry": entry})
        links.bring_up(session)

    with county.reading() as session:
        assert links.due(session, DAILY) == [HIGHWAYS]


def test_what_was_looked_at_waits_for_its_next_turn(county):
    note(county, "ok")

    with county.reading() as session:
        assert links.due(session, DAILY) == [PARKS]


@pytest.mark.parametrize(
    ("results", "is_dead"),
    [
        (["gone"], True),
        (["unreachable", "slow"], False),
        (["unreachable", "slow", "failing"], True),
        (["unreachable", "slow", "ok", "failing"], False),
        (["gone", "ok"], False),
    ],
    ids=["gone", "two failures", "three failures", "three, not in a row", "mended"],
)
def test_when_a_link_is_dead(county, results, is_dead):
    note(county, *results)

    assert dead(county) == ([HIGHWAYS] if is_dead else [])


def test_what_is_past_its_review_is_a_task_of_its_department(county):
    publish(county)
    with county.transaction() as session:
        session.query(Article).update({"review_on": TODAY, "department": "recreation"})

    assert [(one["about"], one["department"], one["reason"]) for one in listed(county)] == [
        ("agency:state-highways", "dot", "review was due on 2026-11-19")
    ]
    assert listed(county, department="recreation") == []


def test_tasks_come_in_pages(county):
    note(county, "gone")
    wanted = load(contract.LIST_UPKEEP.request, {"limit": 1})

    with county.reading() as session:
        first = links.tasks(session, wanted, TODAY)
        second = links.tasks(session, wanted | {"cursor": first["next"]}, TODAY)

    assert [one["task"] for page in (first, second) for one in page["items"]] == ["dead_link", "review_due"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("status", "found"),
    [(200, "ok"), (301, "ok"), (403, "ok"), (404, "gone"), (410, "gone"), (500, "failing")],
)
def test_what_a_status_means(status, found):
    assert looking.judge(status) == found


@pytest.mark.parametrize("address", ["10.20.3.4", "127.0.0.1", "169.254.169.254", "::1"])
def test_nothing_inside_is_ever_asked(address):
    assert looking.look("http://intranet.example/", find=lambda host, port: [ip_address(address)]) == "address"


def test_a_name_without_an_address_is_unreachable():
    def nowhere(host, port):
        raise looking.NowhereToGo("unreachable")

    assert looking.look(HIGHWAYS, find=nowhere) == "unreachable"
