"""Drafts of the catalogue: run dry, agreed upon by those whom they concern, active at one instant."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from services.common import clock
from services.common.errors import InvalidInput
from services.routing.catalogue import approval, drafts, listing, proposals
from services.routing.catalogue.entries import store_entries
from services.routing.contract.refusals import (
    DraftFaulty,
    DraftOutdated,
    DraftSettled,
    DryRunNeeded,
    NotConcerned,
    SecondPersonNeeded,
)
from services.routing.models import CatalogueDraft, Decision
from services.routing.work import dryrun
from tests.routing.desk import opened
from tests.routing.sample import a_place

TO_WASTE = {"code": "mill-road", "service": "pothole", "when": {"council_district": "4"}, "priority": 500,
            "then": {"department": "waste"}}  # fmt: skip
PLACE = a_place("county", council_district="4")
SOON = timedelta(hours=1)


def a_draft(desk, *entries, effective_at=None, by="maker"):
    """Make a draft; returns its id."""
    wanted = [{"kind": kind, "code": code, "entry": entry} for kind, code, entry in entries]
    with desk.store.transaction() as session:
        message = {"title": "Mill Road", "effective_at": effective_at, "entries": wanted}
        return drafts.make_draft(session, desk.catalogue(session), message, by).id


def run_dry(desk, draft_id, last=1000):
    """Run a draft dry; returns what was found."""
    with desk.store.transaction() as session:
        row, before, tally = drafts.lock_draft(session, draft_id), desk.catalogue(session), dryrun.Tally()
        after = proposals.lay_over(session, row.entries)
        dryrun.compare(tally, before, after, dryrun.last_decided(session, None, last))
        found = tally.as_answer() | {"edition": row.version, "revision": before.revision, "at": "2026-11-16T15:00:00Z"}
        approval.keep_dry_run(session, row, row.version, found)
    return found


def approve(desk, draft_id, *sides):
    """Agree: (who, department or None) each."""
    for by, department in sides:
        with desk.store.transaction() as session:
            row = drafts.lock_draft(session, draft_id)
            approval.approve(session, desk.catalogue(session), row, by, department)


def activate(desk, draft_id, later=SOON):
    """Let the clock look at it."""
    with desk.store.transaction() as session:
        return approval.activate(session, desk.catalogue(session), draft_id, clock.now() + later)


def read(desk, draft_id):
    with desk.store.reading() as session:
        return drafts.read_draft(session, drafts.find_draft(session, draft_id))


ALL = [("manager-dot", "dot"), ("manager-waste", "waste"), ("supervisor-1", None)]


@pytest.fixture
def draft(desk):
    """A rule that takes potholes of a district from dot and gives them to waste."""
    return a_draft(desk, ("rule", "mill-road", TO_WASTE))


def fresh(desk):
    """Look at the catalogue anew."""
    desk.kept = type(desk.kept)()


def test_a_draft_concerns_who_gets_and_who_loses_the_work(desk, draft):
    assert read(desk, draft)["departments"] == ["dot", "waste"]


def test_a_draft_changes_nothing_before_all_have_agreed(desk, draft):
    run_dry(desk, draft)
    approve(desk, draft, *ALL[:2])

    assert not activate(desk, draft)
    desk.open(opened(), place=PLACE)
    assert desk.current().department == "dot"


def test_an_approved_draft_becomes_active_and_its_rule_decides(desk, draft):
    run_dry(desk, draft)
    approve(desk, draft, *ALL)

    assert activate(desk, draft)
    fresh(desk)
    desk.open(opened(), place=PLACE)
    assert desk.current().department == "waste"
    assert [step["step"] for step in read(desk, draft)["history"]] == ["made", *["approved"] * 3, "activated"]


def test_a_draft_with_an_instant_waits_for_it(desk):
    later = clock.now() + timedelta(days=30)
    draft = a_draft(desk, ("rule", "mill-road", TO_WASTE), effective_at=later)
    run_dry(desk, draft)
    approve(desk, draft, *ALL)

    assert not activate(desk, draft)
    assert activate(desk, draft, timedelta(days=31))


@pytest.mark.parametrize(
    ("sides", "refusal"),
    [
        pytest.param([("maker", None)], SecondPersonNeeded, id="who-made-it"),
        pytest.param([("chief", "dot"), ("chief", None)], SecondPersonNeeded, id="who-agreed-for-a-department"),
        pytest.param([("manager-police", "police")], NotConcerned, id="a-department-that-it-does-not-concern"),
        pytest.param([("supervisor-1", None)], DryRunNeeded, id="without-a-dry-run"),
    ],
)
def test_nobody_agrees_who_may_not(desk, draft, sides, refusal):
    with pytest.raises(refusal):
        approve(desk, draft, *sides)


def test_a_dry_run_of_an_earlier_text_is_none(desk, draft):
    run_dry(desk, draft)
    with desk.store.transaction() as session:
        message = {"title": "Mill Road", "effective_at": None}
        changed = [{"kind": "rule", "code": "mill-road", "entry": TO_WASTE | {"priority": 501}}]
        drafts.change_draft(
            session, desk.catalogue(session), drafts.lock_draft(session, draft), message | {"entries": changed}
        )

    with pytest.raises(DryRunNeeded):
        approve(desk, draft, ("supervisor-1", None))


def test_a_draft_that_contradicts_another_rule_is_not_approved(desk, draft):
    run_dry(desk, draft)
    approve(desk, draft, *ALL)
    activate(desk, draft)
    fresh(desk)
    other = TO_WASTE | {"code": "oak-road", "when": {"service_area": "mid-county"}, "then": {"department": "dot"}}
    second = a_draft(desk, ("rule", "oak-road", other))
    run_dry(desk, second)

    with pytest.raises(DraftFaulty, match="mill-road and oak-road may both hold"):
        approve(desk, second, ("supervisor-1", None))


def test_what_has_changed_meanwhile_must_be_agreed_upon_again(desk, draft):
    run_dry(desk, draft)
    approve(desk, draft, *ALL)
    with desk.store.transaction() as session:
        store_entries(session, "rule", {"pothole-night": TO_WASTE | {"code": "pothole-night", "priority": 1}})
    fresh(desk)

    assert not activate(desk, draft)
    assert read(desk, draft)["state"] == "draft"
    assert "311" not in read(desk, draft)["approvals"]


def test_what_has_changed_elsewhere_does_not_matter(desk, draft):
    run_dry(desk, draft)
    approve(desk, draft, *ALL)
    with desk.store.transaction() as session:
        store_entries(session, "rule", {"lights": TO_WASTE | {"code": "lights", "service": "streetlight-out"}})
    fresh(desk)

    assert activate(desk, draft)


def test_a_draft_on_an_entry_that_has_a_newer_version_is_outdated(desk, draft):
    run_dry(desk, draft)
    with desk.store.transaction() as session:
        store_entries(session, "rule", {"mill-road": TO_WASTE | {"priority": 2}})

    with pytest.raises(DraftOutdated):
        approve(desk, draft, ("supervisor-1", None))


def test_a_settled_draft_stays_as_it_is(desk, draft):
    with desk.store.transaction() as session:
        approval.reject(session, drafts.lock_draft(session, draft), "manager-dot", "dot", "We keep our potholes.")

    with pytest.raises(DraftSettled):
        approve(desk, draft, ("manager-dot", "dot"))


def test_null_takes_an_entry_out_of_use(desk):
    draft = a_draft(desk, ("rule", "state-road", None))
    desk.open(opened(), place=a_place("state"))

    assert run_dry(desk, draft)["moves"] == [
        {"from": {"kind": "agency", "code": "state-highways"}, "to": {"kind": "department", "code": "dot"}, "count": 1}
    ]


@pytest.mark.parametrize(
    ("entries", "pointer"),
    [
        pytest.param([("rule", "new", None)], "/entries/0/code", id="nothing-to-take-out"),
        pytest.param([("rule", "mill-road", {"code": "mill-road"})], "/entries/0/entry/then", id="no-target"),
        pytest.param([("rule", "other", TO_WASTE)], "/entries/0/entry/code", id="another-code"),
        pytest.param([("rule", "mill-road", TO_WASTE)] * 2, "/entries", id="twice"),
        pytest.param([], "/entries", id="nothing"),
    ],
)
def test_entries_that_make_no_sense_are_refused_with_a_pointer(desk, entries, pointer):
    with pytest.raises(InvalidInput) as refused:
        a_draft(desk, *entries)

    assert pointer in [error["pointer"] for error in refused.value.errors]


def test_activation_decides_as_the_dry_run_said(desk, draft):
    for i in range(12):
        desk.open(opened(f"10000000{i:02}"), place=PLACE if i % 3 else a_place("county", council_district="1"))
    found = run_dry(desk, draft)
    approve(desk, draft, *ALL)
    activate(desk, draft)
    fresh(desk)

    for i in range(12):
        desk.open(opened(f"20000000{i:02}"), place=PLACE if i % 3 else a_place("county", council_district="1"))

    said = {one["number"][1:]: one["after"]["code"] for one in found["items"]}
    with desk.store.reading() as session:
        rows = session.execute(select(Decision.number, Decision.code).where(Decision.number.like("2%"))).all()
    assert (found["looked_at"], found["different"]) == (12, 8)
    assert {number[1:]: code for number, code in rows if code != "dot"} == said


def test_staff_read_why_a_request_went_where_it_went(desk):
    desk.open(opened(), place=a_place("state"))

    with desk.store.reading() as session:
        [decision] = listing.list_decisions(session, "482-913-0757", None)

    assert (decision["rule"], decision["rule_version"], decision["code"]) == ("state-road", 1, "state-highways")
    assert decision["said"]["when"] == {"road_owner": "state"}
    assert decision["trace"]["tried"][-1]["compared"][0]["found"] == "state"


def test_drafts_are_listed_page_by_page(desk, draft):
    second = a_draft(desk, ("rule", "state-road", None))

    with desk.store.reading() as session:
        first = drafts.list_drafts(session, {"state": None, "limit": 1, "cursor": None})
        then = drafts.list_drafts(session, {"state": "draft", "limit": 1, "cursor": first["next"]})

    assert [page["items"][0]["id"] for page in (first, then)] == [second, draft]
    assert then["next"] is None


def test_a_draft_that_is_due_is_found_by_the_clock(desk, draft):
    run_dry(desk, draft)
    approve(desk, draft, *ALL)

    with desk.store.reading() as session:
        assert drafts.due(session, clock.now() + SOON) == [draft]
        assert session.get_one(CatalogueDraft, draft).due_at is not None
