"""Boundaries that change: what a draft would mean for open requests, and what is kept when it holds."""

from datetime import timedelta

import pytest

from services.common import clock
from services.geo.contract import LOCATE_MANY
from services.intake.contract import LIST_ROUTING_FACTS
from services.routing.models import Case
from services.routing.work import boundaries, rechecking, steps
from tests.routing.desk import heard, opened
from tests.routing.sample import a_place

VERSIONS = [{"jurisdiction_id": "sample", "kind": "council_district", "version": 2}]
KINDS = ["council_district"]
HELD_SINCE = "2026-11-16T05:00:00.000Z"
NUMBERS = ("4829130757", "4829130758", "4829130759")


class FakeIntake:
    """Every request lies at the point that its number stands for."""

    def call(self, call, message):
        assert call is LIST_ROUTING_FACTS
        assert len(message["numbers"]) <= 50
        return {"facts": [{"number": n, "location": {"lat": 39.0, "long": -77.0}} for n in message["numbers"]]}


class FakeGeo:
    """Every place lies in council district 5 and, if it is asked with a road, on a state road."""

    def __init__(self, district="5", owner="county"):
        self.district, self.owner, self.asked = district, owner, []

    def call(self, call, message):
        assert call is LOCATE_MANY
        self.asked.append(message["versions"])
        return {"places": [self._place(place) for place in message["places"]]}

    def _place(self, place):
        area = {"code": self.district, "name": f"Council District {self.district}", "version": 2}
        return {
            "id": place["id"], "position": {}, "jurisdiction": {"id": "sample", "inside": True},
            "layers": {"council_district": area}, "road": {"owner": self.owner, "owners": [self.owner]},
        }  # fmt: skip


@pytest.fixture
def three(desk):
    """Three potholes in council district 4 of which the last is filled."""
    desk.open(*(opened(number) for number in NUMBERS), place=a_place("county", council_district="4"))
    for step in (steps.accept, lambda *row: steps.complete(*row, {"code": "done", "text": "Filled."})):
        desk.move(step, number=NUMBERS[2])
    return desk


def impact(desk, geo, kinds=KINDS, versions=VERSIONS):
    with desk.store.reading() as session:
        found = boundaries.open_after(session, "", 250)
        places = boundaries.ask_where(geo, FakeIntake(), found, versions)
        return [one.as_answer() for one in boundaries.compare(desk.catalogue(session), found, places, kinds)]


def activated(desk, active_at=HELD_SINCE):
    layers = [{"kind": "council_district", "version": 2, "valid_from": None}]
    event = heard("layers_activated", "sample", jurisdiction_id="sample", active_at=active_at, layers=layers)
    with desk.store.transaction() as session:
        rechecking.plan_checks(session, [event])
    return event


def recheck(desk, geo):
    """Do what the timer does, once."""
    with desk.store.reading() as session:
        check = rechecking.due(session, clock.now())
        if check is None:
            return None
        found = boundaries.open_after(session, check.behind, rechecking.AT_ONCE)
    places = boundaries.ask_where(geo, FakeIntake(), found, check.versions)
    with desk.store.transaction() as session:
        return rechecking.keep(session, desk.catalogue(session), check, found, places)


def kept(desk, **wish):
    with desk.store.reading() as session:
        return rechecking.list_changes(
            session, {"activation": None, "moves": False, "cursor": None, "limit": 50} | wish
        )


def test_open_requests_that_would_lie_elsewhere_are_listed(three):
    geo = FakeGeo()

    items = impact(three, geo)

    assert [item["number"] for item in items] == list(NUMBERS[:2])
    assert items[0] == {
        "number": NUMBERS[0], "service_code": "pothole", "department": "dot", "moves": False,
        "layers": [{"kind": "council_district", "before": "4", "after": "5"}],
        "before": {"kind": "department", "code": "dot"}, "after": {"kind": "department", "code": "dot"},
    }  # fmt: skip
    assert geo.asked == [VERSIONS]


def test_where_nothing_changes_nothing_is_listed(three):
    assert impact(three, FakeGeo("4")) == []


def test_a_kind_that_is_not_asked_about_makes_no_difference(three):
    assert impact(three, FakeGeo("4", owner="state")) == []


def test_another_owner_of_the_road_moves_the_work(three):
    items = impact(three, FakeGeo("4", owner="state"), ["road"], [{**VERSIONS[0], "kind": "road"}])

    assert {(item["moves"], item["after"]["kind"]) for item in items} == {(True, "agency")}
    assert items[0]["layers"] == [{"kind": "road", "before": "county", "after": "state"}]


def test_when_the_layers_hold_the_same_differences_are_kept_and_decisions_to_come_use_them(three):
    listed = impact(three, FakeGeo())
    event = activated(three)

    recheck(three, FakeGeo())

    items = kept(three)["items"]
    assert [item["number"] for item in items] == list(reversed(NUMBERS[:2]))
    assert [{name: item[name] for name in listed[0]} for item in reversed(items)] == listed
    assert {item["activation"] for item in items} == {event.id}
    with three.store.reading() as session:
        assert session.get(Case, NUMBERS[0]).place["layers"]["council_district"]["code"] == "5"
    assert impact(three, FakeGeo()) == []


def test_the_work_stays_where_it_is(three):
    activated(three)

    recheck(three, FakeGeo("5", owner="state"))

    assert three.current(NUMBERS[0]).department == "dot"


def test_nothing_is_looked_at_before_the_layers_hold(three):
    activated(three, clock.instant_text(clock.now() + timedelta(hours=1)))

    assert recheck(three, FakeGeo()) is None


def test_an_activation_that_is_heard_twice_is_followed_once(three):
    event = activated(three)
    with three.store.transaction() as session:
        rechecking.plan_checks(session, [event])

    assert len(recheck(three, FakeGeo())) == 2
    assert recheck(three, FakeGeo()) is None


def test_many_open_requests_are_looked_at_page_by_page(three, monkeypatch):
    monkeypatch.setattr(rechecking, "AT_ONCE", 1)
    activated(three)

    while recheck(three, FakeGeo()) is not None:
        pass

    first = kept(three, limit=1)
    second = kept(three, limit=1, cursor=first["next"])
    assert [page["items"][0]["number"] for page in (first, second)] == [NUMBERS[1], NUMBERS[0]]
    assert second["next"] is None


def test_a_request_that_changed_meanwhile_is_left_alone(three):
    activated(three)
    with three.store.reading() as session:
        check = rechecking.due(session, clock.now())
        found = boundaries.open_after(session, "", 250)
    places = boundaries.ask_where(FakeGeo(), FakeIntake(), found, check.versions)
    three.amend(heard("request_amended", NUMBERS[0], 2, changed=["location"]), a_place("county", council_district="2"))

    with three.store.transaction() as session:
        changed = rechecking.keep(session, three.catalogue(session), check, found, places)

    assert [one.request.facts.number for one in changed] == [NUMBERS[1]]
