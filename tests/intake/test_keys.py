"""Keys of systems: shown once, known by their digest, ended at once."""

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


def issue(store, **message):
    """Issue a key for the system of the department of transport, unless said otherwise."""
    said = load(contract.ISSUE_KEY.request, {"kind": "department", "name": "DOT works", "department": "dot"} | message)
    with store.transaction() as session:
        return keys.issue(session, said)


def holder(store, issued):
    """Whose key it is."""
    with store.reading() as session:
        return keys.holder(session, hashlib.sha256(issued["key"].encode()).hexdigest())


def test_a_key_is_known_by_its_digest(intake):
    issued = issue(intake)

    assert holder(intake, issued) == {
        "id": issued["id"],
        "kind": "department",
        "name": "DOT works",
        "department": "dot",
    }


def test_the_key_itself_is_stored_nowhere(intake):
    issued = issue(intake)

    with intake.reading() as session:
        row = session.execute(select(ApiKey)).scalar_one()
    assert issued["key"] not in str(vars(row))
    assert issued["key"].startswith(row.prefix)


def test_two_keys_differ(intake):
    assert issue(intake)["key"] != issue(intake)["key"]


def test_an_expired_key_is_none(intake):
    issued = issue(intake, expires_at=clock.instant_text(clock.now() - timedelta(seconds=1)))

    with pytest.raises(KeyNotFound):
        holder(intake, issued)


def test_a_key_is_good_until_it_expires(intake):
    issued = issue(intake, expires_at=clock.instant_text(clock.now() + timedelta(hours=1)))

    assert holder(intake, issued)["department"] == "dot"


def test_a_revoked_key_is_none(intake):
    issued = issue(intake)

    with intake.transaction() as session:
        keys.revoke(session, issued["id"])

    with pytest.raises(KeyNotFound):
        holder(intake, issued)


def test_a_key_that_is_not_there_cannot_be_revoked(intake):
    with intake.transaction() as session, pytest.raises(KeyNotFound):
        keys.revoke(session, "no-such-key")


@pytest.mark.parametrize(
    "message",
    [{"department": None}, {"kind": "open311", "department": "dot"}],
    ids=["a department's key without department", "another key with one"],
)
def test_a_key_is_refused_that_is(intake, message):
    with pytest.raises(InvalidInput) as refused:
        issue(intake, **message)

    assert [e["pointer"] for e in refused.value.errors] == ["/department"]
