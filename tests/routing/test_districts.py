"""Offices of representatives hear what happens in their districts: each step once, nobody's name, no work."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from sqlalchemy import select, update

from services.common import clock, outbox
from services.common.envelope import Event, Heard
from services.common.ids import uuid7
from services.routing.bulletins.issuing import Pace, Round
from services.routing.catalogue.catalogue import DEPARTMENT
from services.routing.catalogue.entries import store_entries
from services.routing.catalogue.faults import find_faults
from services.routing.contract.refusals import TargetUnknown
from services.routing.districts import notices
from services.routing.districts.noting import Noting
from services.routing.districts.offices import districts_of, offices_at
from services.routing.feed.pages import list_feed
from services.routing.models import Case, DistrictStep, FeedRow
from services.routing.work import rerouting, steps
from tests.routing.desk import NUMBER, opened
from tests.routing.sample import a_place

TUESDAY = datetime(2026, 11, 17, 17, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 17, tzinfo=UTC)
AREA = {"code": "4", "name": "Council District 4", "version": 1}
SENATE = {"code": "42", "name": "Senate District 42", "version": 1}
THERE = a_place("county").with_area("council_district", AREA).with_area("state_senate_district", SENATE)
OFFICES = {
    "council-4": [{"layer": "council_district", "code": "4"}],
    "council-2": [{"layer": "council_district", "code": "2"}],
    "senate-42": [{"layer": "state_senate_district", "code": "42"}],
}


def an_office(code):
    return {"code": code, "name": {"en": code}, "mailbox": f"{code}@example.org", "represents": OFFICES[code]}


class Capitol:
    """Routing with offices; `relay` does with the outbox what the relay does before it publishes."""

    def __init__(self, desk):
        self.desk, self.store, self.noting = desk, desk.store, Noting()

    def relay(self, again=False):
        with self.store.transaction() as session:
            rows = outbox.unpublished(session, 500)
            self.noting(session, rows)
            outbox.mark_published(session, [] if again else [row["id"] for row in rows])

    def tell(self):
        """What is said reaches the feeds: steps are noted, notices said, and these published."""
        self.relay()
        with self.store.transaction() as session:
            notices.issue(session, self.desk.catalogue(session), clock.now())
        self.relay()

    def feed(self, office):
        with self.store.reading() as session:
            return list_feed(session, office, 0, 250)["items"]

    def heard(self, office):
        """The numbers and statuses of which an office has heard."""
        return [
            (step["number"], step["status"])
            for event in self.feed(office)
            if "district_notice" in event["type"]
            for step in event["data"]["steps"]
        ]

    def digest(self, now):
        with self.store.transaction() as session:
            done = Round(session, self.desk.catalogue(session), Pace(), now)
            done.look()
        return {row["department"]: row["content"] for row in done.issued if row["kind"] == "district"}


@pytest.fixture
def capitol(desk):
    with desk.store.transaction() as session:
        store_entries(session, DEPARTMENT, {code: an_office(code) for code in OFFICES})
    return Capitol(desk)


def test_each_office_of_the_place_hears_of_it_and_no_other(capitol):
    capitol.desk.open(opened(), place=THERE)

    capitol.tell()

    assert [capitol.heard(office) for office in OFFICES] == [[(NUMBER, "assigned")], [], [(NUMBER, "assigned")]]


def test_a_step_says_type_status_area_and_time_and_nothing_of_a_person_or_a_place(capitol):
    capitol.desk.open(opened(), place=THERE)
    capitol.tell()

    [notice] = capitol.feed("council-4")

    [step] = notice["data"]["steps"]
    assert set(step) == {"number", "service_code", "status", "area", "at", "districts"}
    assert step["districts"] == [{"layer": "council_district", "code": "4"}]


def test_the_steps_of_the_work_are_heard_in_their_order(capitol):
    capitol.desk.open(opened(), place=THERE)
    capitol.desk.move(steps.accept)
    capitol.desk.move(steps.complete, {"code": "done", "text": "Filled."})

    capitol.tell()

    assert [status for _, status in capitol.heard("council-4")] == ["assigned", "in_progress", "closed"]


def test_a_withdrawn_request_is_closed_and_a_passed_on_one_is_not(capitol):
    capitol.desk.open(opened(), place=THERE)
    capitol.desk.change_hands(rerouting.reassign, "waste", "Theirs")
    capitol.desk.end()

    capitol.tell()

    assert [status for _, status in capitol.heard("council-4")] == ["assigned", "assigned", "closed"]


def test_what_the_relay_publishes_again_is_heard_once(capitol):
    capitol.desk.open(opened(), place=THERE)
    capitol.relay(again=True)
    capitol.tell()
    capitol.tell()

    assert capitol.heard("council-4") == [(NUMBER, "assigned")]


@pytest.mark.parametrize(
    "event",
    [opened(drill=True), opened(service="something-nobody-knows")],
    ids=["a drill", "a type that is not public"],
)
def test_some_things_are_no_office_s_business(capitol, event):
    capitol.desk.open(event, place=THERE)

    capitol.tell()

    assert capitol.feed("council-4") == []


def test_without_offices_nothing_is_noted(desk):
    with desk.store.transaction() as session:
        none = {
            code: {name: entry for name, entry in an_office(code).items() if name != "represents"} for code in OFFICES
        }
        store_entries(session, DEPARTMENT, none)
    desk.open(opened(), place=THERE)

    Capitol(desk).relay()

    with desk.store.reading() as session:
        assert session.execute(select(DistrictStep)).all() == []


def test_an_office_hears_nothing_of_a_request_that_was_erased_before(capitol):
    capitol.desk.open(opened(), place=THERE)
    capitol.relay()
    with capitol.store.transaction() as session:
        session.execute(update(Case).values(place={}))

    capitol.tell()

    assert capitol.feed("council-4") == []


def test_many_steps_make_notices_that_fit_a_message(capitol):
    capitol.desk.open(*(opened(f"100-000-{n:04}") for n in range(notices.IN_ONE + 1)), place=THERE)

    capitol.tell()

    assert [len(event["data"]["steps"]) for event in capitol.feed("council-4")] == [notices.IN_ONE, 1]


def test_steps_are_dropped_a_day_after_they_were_heard(capitol):
    capitol.desk.open(opened(), place=THERE)
    capitol.tell()
    with capitol.store.transaction() as session:
        notices.issue(session, capitol.desk.catalogue(session), clock.now() + notices.KEPT + timedelta(hours=1))

    with capitol.store.reading() as session:
        assert session.execute(select(DistrictStep)).all() == []


@pytest.mark.parametrize(("type", "state"), [("consent_given", "given"), ("consent_withdrawn", "withdrawn")])
def test_an_office_hears_in_its_feed_that_it_may_read_who_asked_or_no_longer(capitol, type, state):
    data = {"office": "council-4", "referral": "r-1", "number": NUMBER, "contact": None, "drill": False}
    event = Heard(uuid7(), "intake", type, NUMBER, 1, clock.instant_text(clock.now()), data)
    with capitol.store.transaction() as session:
        notices.say_consents(session, [event])
    capitol.relay()

    [said] = capitol.feed("council-4")

    assert (said["data"]["consent"], said["data"]["referral_id"], said["data"]["number"]) == (state, "r-1", NUMBER)
    assert capitol.feed("council-2") == []


def test_the_day_begins_with_a_digest_of_types_and_steps(capitol):
    capitol.desk.open(opened(), opened("100-000-0001"), place=THERE)
    capitol.desk.move(steps.accept)
    capitol.tell()
    at(capitol, TUESDAY - timedelta(hours=3))

    told = capitol.digest(TUESDAY)

    items = [{"service_code": "pothole", "statuses": {"assigned": 2, "in_progress": 1}}]
    assert told == {office: {"happened": {"count": 2, "items": items}} for office in ("council-4", "senate-42")}
    assert capitol.digest(TUESDAY + timedelta(hours=1)) == {}


def test_a_digest_after_a_weekend_goes_back_to_the_last_one(capitol):
    capitol.desk.open(opened(), place=THERE)
    capitol.tell()
    at(capitol, TUESDAY - timedelta(hours=3))
    capitol.digest(TUESDAY)
    capitol.desk.open(opened("100-000-0001"), place=THERE)
    capitol.tell()
    with capitol.store.transaction() as session:
        late = update(FeedRow).where(FeedRow.position > 1, FeedRow.department.in_(OFFICES))
        session.execute(late.values(time=TUESDAY + timedelta(days=3)))

    assert capitol.digest(MONDAY)["council-4"]["happened"]["count"] == 1


def at(capitol, instant):
    """Let the feeds have been written at an instant."""
    with capitol.store.transaction() as session:
        session.execute(update(FeedRow).values(time=instant))


def test_no_work_goes_to_an_office(capitol):
    capitol.desk.open(opened(), place=THERE)

    with pytest.raises(TargetUnknown):
        capitol.desk.change_hands(rerouting.reassign, "council-4", "They asked")


def test_a_rule_or_type_that_gives_work_to_an_office_is_a_fault(capitol):
    with capitol.store.transaction() as session:
        catalogue = capitol.desk.catalogue(session)
    wrong = catalogue.services["pothole"] | {"department": "council-4"}

    found = find_faults(type(catalogue)(**{**vars(catalogue), "services": catalogue.services | {"pothole": wrong}}))

    assert [fault.code for fault in found if fault.kind == "work_for_office"] == ["pothole"]


def test_a_district_may_have_several_offices_and_an_office_several_districts():
    both = [{"layer": "council_district", "code": "4"}, {"layer": "state_senate_district", "code": "42"}]
    districts = districts_of({"one": {"represents": both}, "two": {"represents": both[:1]}, "dot": {}})

    found = offices_at(districts, {"council_district": AREA, "state_senate_district": SENATE})

    assert found == {"one": both, "two": both[:1]}


def test_an_office_that_is_out_of_use_hears_nothing():
    assert districts_of({"council-4": an_office("council-4") | {"active": False}}) == {}


def test_the_events_are_small():
    step = {"number": NUMBER, "service_code": "x" * 64, "status": "in_progress", "area": "a" * 120, "at": "t" * 24}
    data = {"steps": [step | {"districts": OFFICES["senate-42"] * 5}] * notices.IN_ONE}

    assert len(orjson.dumps(Event("district_notice", "s", data).data)) < 128 * 1024
