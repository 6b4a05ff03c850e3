"""Keys of systems: shown once, kept as digests, ended by time or by hand."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.common import clock
from services.common.contract import load
from services.common.errors import InvalidInput
from services.intake import contract, keys
from services.intake.contract.refusals import KeyNotFound
from services.intake.models import ApiKey


def issue(intake, kind="department", department="dot", **message):
    """Issue a key."""
    wish = load(contract.ISSUE_KEY.request, {"kind": kind, "name": "Work orders", "department": department} | message)
    with intake.transaction() as session:
        return keys.issue(session, wish)


def holder(intake, key):
    """Whose key it is."""
    with intake.reading() as session:
        return keys.holder(session, hashlib.sha256(key.encode()).hexdigest())


def revoke(intake, key_id):
    """End a key."""
    with intake.transaction() as session:
        keys.revoke(session, key_id)


def row(intake, key_id):
    """A key as it is stored."""
    with intake.reading() as session:
        return session.get(ApiKey, key_id)


def in_hours(hours):
    """An instant from now, as text."""
    return clock.instant_text(clock.now() + timedelta(hours=hours))


def test_a_departments_key_names_its_department(intake):
    issued = issue(intake)

    assert holder(intake, issued["key"]) == {
        "id": issued["id"], "kind": "department", "name": "Work orders", "department": "dot",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["frontend", "open311"])
def test_another_key_names_no_department(intake, kind):
    issued = issue(intake, kind, None)

    assert holder(intake, issued["key"])["department"] is None


@pytest.mark.parametrize(
    ("kind", "department"), [("department", None), ("frontend", "dot"), ("open311", "dot")], ids=str
)
def test_a_key_of_the_wrong_kind_is_not_issued(intake, kind, department):
    with pytest.raises(InvalidInput) as refused:
        issue(intake, kind, department)

    assert [fault["pointer"] for fault in refused.value.errors] == ["/department"]


def test_a_key_is_kept_as_a_digest_only(intake):
    issued = issue(intake)

    with intake.reading() as session:
        stored = [str(value) for value in session.execute(select(ApiKey.__table__)).one()]

    assert len(issued["key"]) > 40
    assert not any(issued["key"] in value for value in stored)
    assert hashlib.sha256(issued["key"].encode()).hexdigest() in stored


def test_no_two_keys_are_the_same(intake):
    assert len({issue(intake)["key"] for _ in range(20)}) == 20


def test_a_key_is_good_until_it_expires(intake):
    good, over = issue(intake, expires_at=in_hours(+1)), issue(intake, expires_at=in_hours(-1))

    assert holder(intake, good["key"])["id"] == good["id"]
    with pytest.raises(KeyNotFound):
        holder(intake, over["key"])


def test_a_revoked_key_is_unknown_and_others_stay(intake):
    revoked, other = issue(intake), issue(intake)

    revoke(intake, revoked["id"])

    assert holder(intake, other["key"])
    with pytest.raises(KeyNotFound):
        holder(intake, revoked["key"])


def test_a_key_that_is_revoked_twice_ended_the_first_time(intake):
    issued = issue(intake)
    revoke(intake, issued["id"])
    ended = row(intake, issued["id"]).revoked_at

    revoke(intake, issued["id"])

    assert row(intake, issued["id"]).revoked_at == ended


def test_what_is_no_key_is_not_found(intake):
    with pytest.raises(KeyNotFound):
        holder(intake, "hub311_guessed")
    with pytest.raises(KeyNotFound):
        revoke(intake, "01a20046-307c-7d83-a374-ed6d36ae7c6f")
