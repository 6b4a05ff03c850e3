"""Keys of systems: shown once, known by their digest, two at once, good for some things, ended at once."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.common import clock
from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput
from services.intake import access, clients, contract, keys, policy, views
from services.intake.contract.refusals import ClientNotFound, KeyNotFound, TooManyKeys
from services.intake.models import ApiKey

DIFFERENT_SCOPES = [("read",), ("update",), ()]


def issue(store, **message):
    """Issue a key for the system of the department of transport, unless said otherwise."""
    new = {} if "client" in message else {"kind": "department", "name": "DOT works", "department": "dot"}
    said = load(contract.ISSUE_KEY.request, new | message)
    with store.transaction() as session:
        return keys.issue(session, said)


def second(store, issued, **message):
    """Issue another key of the same client."""
    return issue(store, client=issued["client"], **message)


def revoke(store, key_id):
    with store.transaction() as session:
        keys.revoke(session, key_id)


def holder(store, issued):
    """Whose key it is."""
    with store.reading() as session:
        return keys.holder(session, hashlib.sha256(issued["key"].encode()).hexdigest())


def caller_with(store, issued):
    """The caller that the gateway makes of a key."""
    found = holder(store, issued)
    return Caller("system", found["client"], (found["kind"],), found["department"], scopes=tuple(found["scopes"]))


def test_a_key_is_known_by_its_digest(intake):
    issued = issue(intake)

    assert holder(intake, issued) == {
        "id": issued["id"],
        "client": issued["client"],
        "kind": "department",
        "name": "DOT works",
        "department": "dot",
        "scopes": ["create", "read", "update"],
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

    revoke(intake, issued["id"])

    with pytest.raises(KeyNotFound):
        holder(intake, issued)


def test_a_key_that_is_not_there_cannot_be_revoked(intake):
    with intake.transaction() as session, pytest.raises(KeyNotFound):
        keys.revoke(session, "no-such-key")


def test_while_keys_are_exchanged_both_are_good_and_stand_for_one_client(intake):
    first = issue(intake)

    other = second(intake, first)

    assert [holder(intake, key)["client"] for key in (first, other)] == [first["client"]] * 2


def test_a_third_live_key_is_refused(intake):
    first = issue(intake)
    second(intake, first)

    with pytest.raises(TooManyKeys):
        second(intake, first)


def test_after_one_has_ended_there_may_be_another(intake):
    first = issue(intake)
    second(intake, first)

    revoke(intake, first["id"])

    assert holder(intake, second(intake, first))["client"] == first["client"]


def test_an_expired_key_does_not_count_as_live(intake):
    first = issue(intake, expires_at=clock.instant_text(clock.now() - timedelta(days=1)))
    second(intake, first)

    assert second(intake, first)["client"] == first["client"]


def test_a_key_of_a_client_that_is_not_there_is_refused(intake):
    with pytest.raises(ClientNotFound):
        issue(intake, client="no-such-client")


def test_a_gateway_is_told_which_of_its_keys_have_ended(intake):
    kept, revoked = issue(intake), issue(intake)
    expired = issue(intake, expires_at=clock.instant_text(clock.now() - timedelta(seconds=1)))
    of_ended_client = issue(intake)
    revoke(intake, revoked["id"])
    with intake.transaction() as session:
        clients.end(session, of_ended_client["client"])

    held = [kept["id"], revoked["id"], expired["id"], of_ended_client["id"], "unknown"]
    with intake.reading() as session:
        ended = keys.ended(session, held)

    assert ended == held[1:]


def test_the_last_use_of_keys_is_written_for_many_at_once(intake):
    used, idle = issue(intake), issue(intake)

    with intake.transaction() as session:
        keys.note_use(session, [used["id"]])

    with intake.reading() as session:
        page = clients.page(session, 50, None)["items"]
    last = {client["id"]: client["keys"][0]["last_used_at"] for client in page}
    assert last[used["client"]] is not None
    assert last[idle["client"]] is None


@pytest.mark.parametrize(
    ("message", "pointer"),
    [
        ({"department": None}, "/department"),
        ({"kind": "open311", "department": "dot"}, "/department"),
        ({"kind": None}, "/kind"),
        ({"name": None}, "/name"),
        ({"scopes": ["everything"]}, "/scopes/0"),
        ({"client": "c", "name": "x"}, "/name"),
    ],
    ids=["a department's key without department", "another key with one", "no kind", "no name", "an unknown scope",
         "a client that is named and described"],
)  # fmt: skip
def test_a_key_is_refused_that_is(intake, message, pointer):
    with pytest.raises(InvalidInput) as refused:
        issue(intake, **message)

    assert [e["pointer"] for e in refused.value.errors] == [pointer]


@pytest.mark.parametrize("scopes", DIFFERENT_SCOPES, ids=lambda scopes: " ".join(scopes) or "none")
def test_a_key_without_the_scope_opens_nothing(county, scopes):
    issued = issue(county.db, kind="open311", name="Potholes", department=None, scopes=list(scopes))
    caller = caller_with(county.db, issued)

    with county.db.reading() as session, pytest.raises(Forbidden, match="scope create"):
        access.require_opening(policy.standing(session, caller), {"drill": False}, caller)


def test_a_trial_key_opens_drills_and_nothing_else(county):
    caller = caller_with(county.db, issue(county.db, kind="test", name="Trial", department=None))

    with county.db.reading() as session:
        someone = policy.standing(session, caller)
        access.require_opening(someone, {"drill": True}, caller)

        with pytest.raises(Forbidden):
            access.require_opening(someone, {"drill": False}, caller)
    assert not someone.may("request.report")


def test_a_departments_key_that_only_reads_changes_nothing(county):
    caller = caller_with(county.db, issue(county.db, scopes=["read"]))

    with county.db.reading() as session:
        someone = policy.standing(session, caller)

    assert someone.may("request.read", "dot")
    assert not someone.may("request.note", "dot")
    assert someone.departments_for("request.note") == []


def test_the_history_shows_the_public_name_of_the_client_that_opened_a_request(county):
    caller = caller_with(county.db, issue(county.db, kind="open311", name="Potholes of Hartwell", department=None))
    number = county.open(caller)["number"]

    shown = county.read(number, pin=county.pin(number))

    assert [step["client"] for step in shown["history"]] == ["Potholes of Hartwell"]
    assert "by" not in shown["history"][0]
    assert views.public(county.row(number), county.catalogue).keys() == county.read(number).keys()
