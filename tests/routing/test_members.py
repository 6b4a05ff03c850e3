"""Members: tiers that management gives, details for colleagues, and a history that stays."""

import pytest
from sqlalchemy import select

from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import InvalidInput
from services.routing.catalogue.members import find_member, list_members, set_member, show
from services.routing.catalogue.sessions import end_sessions, forget_ends, list_ends
from services.routing.contract.people import MembersWanted, MemberWish
from services.routing.models import MemberHistory
from services.routing.policy import standing
from services.routing.work import hands, selves
from tests.routing.desk import opened

CREW = {"department": "dot", "subject": "crew-4", "tier": "employee"}
WITH_DETAILS = CREW | {"name": "Crew 4", "email": "crew-4@example.org", "unit": "roads"}


def name(desk, **wish):
    with desk.store.transaction() as session:
        return set_member(session, wish, "manager-dot")


def shown(desk, subject="crew-4"):
    with desk.store.reading() as session:
        row = find_member(session, "dot", subject)
        return row and show(row)


def test_who_is_named_belongs_there_and_counts_as_confirmed(desk):
    name(desk, **WITH_DETAILS)

    found = shown(desk)
    assert (found["tier"], found["unit"], found["reviewed_by"]) == ("employee", "roads", "manager-dot")
    assert found["reviewed_at"] == found["changed_at"]


def test_names_and_addresses_leave_routing_in_no_event(desk):
    name(desk, **WITH_DETAILS)

    [said] = desk.said()
    assert set(said["data"]) == {"department", "subject", "tier", "drill"}


def test_the_same_again_says_nothing_and_a_new_address_is_no_news_for_others(desk):
    name(desk, **WITH_DETAILS)

    assert not name(desk, **WITH_DETAILS)
    assert name(desk, **CREW, email="other@example.org")
    assert len(desk.said()) == 1
    assert (shown(desk)["email"], shown(desk)["name"]) == ("other@example.org", "Crew 4")


def test_an_empty_detail_is_forgotten(desk):
    name(desk, **WITH_DETAILS)
    name(desk, **CREW, email="")

    assert shown(desk)["email"] is None


def test_who_was_removed_belongs_there_no_more_and_the_history_knows_it(desk):
    name(desk, **WITH_DETAILS)
    name(desk, **CREW | {"tier": None})

    assert shown(desk) is None
    with desk.store.reading() as session:
        query = select(MemberHistory).where(MemberHistory.subject == "crew-4").order_by(MemberHistory.id)
        steps = [(row.step, row.tier, row.by) for row in session.execute(query).scalars()]
    assert steps == [("set", "employee", "manager-dot"), ("removed", None, "manager-dot")]


def test_members_are_listed_in_pages_by_tier(desk):
    for digit in "123":
        name(desk, **CREW | {"subject": f"crew-{digit}"})
    with desk.store.reading() as session:
        wanted = load(MembersWanted, {"department": "dot", "tier": "employee", "limit": 2})
        first = list_members(session, wanted)
        second = list_members(session, wanted | {"cursor": first["next"]})

    found = [member["subject"] for member in first["items"] + second["items"]]
    assert (found, second["next"]) == (["crew-1", "crew-2", "crew-3", "employee-dot"], None)


@pytest.mark.parametrize("email", ["nobody", "a@b@example.org", "a b@example.org", "a@example.org,b@example.org"])
def test_an_address_that_is_none_is_refused(email):
    with pytest.raises(InvalidInput):
        load(MemberWish, CREW | {"email": email})


def ended(desk, after=0, limit=250):
    with desk.store.reading() as session:
        page = list_ends(session, after, limit)
    return [(item["kind"], item["value"]) for item in page["items"]], page["next"]


@pytest.mark.parametrize(
    ("before", "after", "signed_out"),
    [
        pytest.param("employee", None, True, id="who-is-removed"),
        pytest.param("manager", "employee", True, id="who-manages-no-more"),
        pytest.param("employee", "contractor", True, id="who-becomes-a-contractor"),
        pytest.param("employee", "manager", False, id="not-who-is-promoted"),
        pytest.param(None, "employee", False, id="not-who-is-new"),
    ],
)
def test_who_loses_a_tier_is_signed_out_everywhere(desk, before, after, signed_out):
    if before:
        name(desk, **CREW | {"tier": before})
    name(desk, **CREW | {"tier": after})

    assert ended(desk)[0] == ([("subject", "crew-4")] if signed_out else [])


def test_ends_of_sessions_are_read_in_pages_in_their_order(desk):
    with desk.store.transaction() as session:
        for number in range(3):
            end_sessions(session, "session", f"s-{number}")

    first, behind = ended(desk, limit=2)
    second, more = ended(desk, after=behind)
    assert ([value for _, value in first + second], more) == (["s-0", "s-1", "s-2"], None)


def test_ends_of_sessions_are_kept_for_a_day(desk):
    with desk.store.transaction() as session:
        end_sessions(session, "session", "s-1")
        forget_ends(session)

    assert ended(desk)[0] == [("session", "s-1")]


def test_one_reads_who_one_is_and_how_much_work_waits(desk):
    for number in ("100-000-0001", "100-000-0002"):
        desk.open(opened(number))
    desk.move(hands.claim, number="100-000-0001")

    with desk.store.reading() as session:
        mine = standing(session, Caller("staff", "employee-dot", ("agent",)))
        said = selves.describe(session, desk.catalogue(session), mine, {"dot": "employee"})

    [dot] = said["departments"]
    assert (dot["tier"], dot["work"]["open"], dot["work"]["unassigned"], dot["mine"]["open"]) == ("employee", 2, 1, 1)
    assert said["roles"] == ["agent"]
    assert {"assignment.claim", "request.preview"} <= set(said["may"])
    assert not {"member.set", "triage.assign"} & set(said["may"])


def test_who_has_no_role_and_no_department_is_nobody_here(desk):
    with desk.store.reading() as session:
        said = selves.describe(session, desk.catalogue(session), standing(session, Caller("staff", "stranger")), {})

    assert (said["roles"], said["departments"]) == ([], [])
