"""The quarterly review of access, and uses of emergency accounts."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from services.common.ids import uuid7
from services.routing.catalogue import emergencies, reviews
from services.routing.catalogue.members import set_member
from services.routing.contract.refusals import MemberNotFound, NotOneself
from services.routing.models import Member

LAST_QUARTER = datetime(2026, 9, 30, 12, tzinfo=UTC)
OCTOBER, NOVEMBER = datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def old(desk):
    """Everybody was confirmed in the quarter before."""
    with desk.store.transaction() as session:
        session.execute(update(Member).values(reviewed_at=LAST_QUARTER))
    return desk


def review(desk, now=OCTOBER):
    with desk.store.reading() as session:
        return reviews.read_review(session, "dot", now)


def confirm(desk, subject, by="manager-dot"):
    with desk.store.transaction() as session:
        reviews.confirm(session, "dot", subject, by)


def test_a_new_quarter_asks_for_everybody_again(old):
    found = review(old)

    assert (found["quarter"], found["open"], found["overdue"]) == ("2026-Q4", 3, False)
    assert not any(item["reviewed"] for item in found["items"])


def test_after_30_days_a_review_is_overdue(old):
    assert review(old, NOVEMBER)["overdue"]
    with old.store.reading() as session:
        [first, *_] = reviews.list_reviews(session, ["dot", "waste"], NOVEMBER)
    assert (first["open"], first["overdue"]) == (3, True)


def test_who_is_confirmed_or_removed_is_off_the_list(old):
    confirm(old, "employee-dot")
    with old.store.transaction() as session:
        set_member(session, {"department": "dot", "subject": "contractor-dot", "tier": None}, "manager-dot")

    assert [item["subject"] for item in review(old)["items"] if not item["reviewed"]] == ["manager-dot"]


def test_who_was_named_in_the_quarter_counts_as_confirmed(desk):
    assert review(desk, datetime.now(UTC))["open"] == 0


@pytest.mark.parametrize(("subject", "refusal"), [("manager-dot", NotOneself), ("nobody", MemberNotFound)])
def test_nobody_confirms_oneself_or_somebody_who_is_not_there(old, subject, refusal):
    with pytest.raises(refusal):
        confirm(old, subject)


def test_a_use_of_an_emergency_account_is_written_down_and_said_once(desk):
    use = {"id": uuid7(), "account": "night-duty", "roles": ["supervisor"], "reason": "Down", "used_at": OCTOBER}
    with desk.store.transaction() as session:
        assert [emergencies.note_use(session, use) for _ in range(2)] == [True, False]

    with desk.store.reading() as session:
        [item] = emergencies.list_uses(session, 10, None)["items"]
    assert (item["account"], item["roles"], item["reason"]) == ("night-duty", ["supervisor"], "Down")
    [said] = [event for event in desk.said() if "break_glass" in event["type"]]
    assert "reason" not in said["data"]
