"""Mails to departments about their work: to whom, what they say, and what they never say."""

import pytest

from services.common.contract import dump
from services.common.ids import uuid7
from services.notify import bulletins, lists
from services.notify.claims import claim_mails
from services.notify.recipients import hash_mail, suppress
from services.notify.sender import as_mail
from services.notify.settling import settle_mails
from services.notify.smtp import Outcome
from services.routing import contract as routing
from tests.notify.desk import MORNING, SECRET, an_event, messages, said

ITEM = {
    "number": "482-913-0757", "service_code": "pothole", "service_name": "Pothole", "area": "Mid-County",
    "promised_by": "2026-11-30T22:00:00.000Z",
}  # fmt: skip
PART = {"count": 1, "items": [ITEM]}
COUNTS = {"open": 12, "unassigned": 5, "unaccepted": 2, "held": 1, "missed": 3, "near": 4}

HAPPENED = {"count": 2, "items": [{"service_code": "pothole", "service_name": "Pothole",
                                   "statuses": {"assigned": 2, "late": 1}}]}  # fmt: skip
SAID = "Pothole: 2 with a department, 1 late"


def issued(kind, **content):
    """A bulletin's event, and what routing answers about it, held to its contract."""
    bulletin_id = uuid7()
    whole = {
        "id": bulletin_id, "department": "dot", "department_name": "Department of Transportation", "kind": kind,
        "addresses": ["dot-work@example.org", "manager-dot@example.org"], "content": content,
    }  # fmt: skip
    answer = dump(routing.bulletins.LIST_BULLETINS.answer, {"items": [whole]})
    event = an_event("bulletin_issued", "dot", department="dot", bulletin_id=bulletin_id)
    return event, bulletins.bulletins_by_id(answer)


def tell(store, writer, event, known):
    with store.transaction() as session:
        bulletins.tell(session, writer, [event], known, MORNING)
    return messages(store)


def text_of(store, writer, kind, **content):
    mails = [as_mail(writer, row) for row in tell(store, writer, *issued(kind, **content))]
    return mails[0].subject, mails[0].text


def test_each_address_gets_one_mail_however_often_the_event_comes(store, writer):
    event, known = issued("new", new=PART)
    tell(store, writer, event, known)

    rows = tell(store, writer, event, known)

    assert sorted(row["recipient"] for row in rows) == ["dot-work@example.org", "manager-dot@example.org"]
    assert len({row["number"] for row in rows}) == 2, "one mailbox that refuses does not hold up the other"


@pytest.mark.parametrize(
    ("kind", "content", "subject", "lines"),
    [
        ("new", {"new": PART}, "new work", ["482-913-0757: Pothole, Mid-County, promised by November 30, 2026"]),
        ("given", {"given": PART}, "work for you", ["You were given this work:", "482-913-0757: Pothole"]),
        ("alert", {"unaccepted": PART}, "work that needs a look", ["Nobody has accepted this yet:", "482-913-0757"]),
        ("district", {"happened": HAPPENED}, "what happened in your districts", ["since the last digest: 2.", SAID]),
        ("digest", {"counts": COUNTS}, "the work of today", ["Open: 12.", "Promise passed: 3."]),
    ],
)
def test_a_mail_says_what_it_is_about_and_where_the_work_is(store, writer, kind, content, subject, lines):
    head, text = text_of(store, writer, kind, **content)

    assert head == f"Department of Transportation: {subject}"
    for line in [*lines, "https://311.ashmere.example/me"]:
        assert line in text
    assert "Request number" not in text


def test_an_alert_says_only_what_there_is(store, writer):
    _, text = text_of(store, writer, "alert", missed=PART)

    assert "The promise to the resident has passed:" in text
    assert "Nobody has accepted" not in text


def test_a_long_list_says_how_much_more_there_is(store, writer):
    _, text = text_of(store, writer, "new", new={"count": 53, "items": [ITEM] * 50})

    assert "and 3 more" in text


def test_a_bulletin_of_which_routing_knows_nothing_any_more_is_no_mail(store, writer):
    event, _ = issued("new", new=PART)

    assert tell(store, writer, event, {}) == []


def test_an_address_that_refuses_mail_gets_none(store, writer):
    with store.transaction() as session:
        suppress(session, hash_mail(SECRET, "dot-work@example.org"), "550", MORNING)

    rows = tell(store, writer, *issued("digest", counts=COUNTS))

    assert [row["recipient"] for row in rows] == ["manager-dot@example.org"]


@pytest.mark.parametrize("outcome", [Outcome("sent"), Outcome("refused", "550")], ids=["sent", "refused"])
def test_nobody_has_to_call_a_department_and_no_resident_was_told(store, writer, outcome):
    tell(store, writer, *issued("digest", counts=COUNTS))
    with store.transaction() as session:
        rows = claim_mails(session, "me", MORNING, 10)
        settle_mails(session, "me", [(row, outcome) for row in rows], SECRET, MORNING)

    assert said(store) == []
    with store.reading() as session:
        assert lists.list_unreachable(session, limit=10, cursor=None)["items"] == []
