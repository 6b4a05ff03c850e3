"""Mails to those who follow a request: what they say, and what becomes of one that cannot be delivered."""

import re

import pytest

from services.common.contract import load
from services.intake import contract as intake
from services.notify import followers, telling
from services.notify.claims import claim_mails
from services.notify.settling import settle_mails
from services.notify.smtp import Outcome
from tests.notify.desk import MORNING, NUMBER, SECRET, an_event, facts_of, messages, said

TOKEN = "01a2004177aa7c1ea0c73b1f0e6f2c77.q3Hc9Zt0VvJm2XkLw8Rb1Y"
CLOSED = {"code": "done", "department": "dot", "notice": True}


def a_follower(email="neighbor@example.org", language="en"):
    """What intake answers of somebody who follows."""
    fact = {"follower": "f-1", "number": NUMBER, "email": email, "language": language, "token": TOKEN,
            "service_name": "Pothole", "department_name": "Department of Transportation"}  # fmt: skip
    return load(intake.LIST_FOLLOWER_FACTS.answer, {"facts": [fact]})["facts"][0]


def tell(store, writer, event, *known, **facts):
    """Hear of a step; return the messages to those who follow."""
    fact = facts_of(**facts) | {"followers": list(known)}
    with store.transaction() as session:
        telling.tell(session, writer, [event], {event.subject: fact}, MORNING)
    return [row for row in messages(store) if row["step"] == "followed"]


def test_who_follows_hears_of_the_closing_in_public_words_with_a_way_out(store, writer):
    known = {"close_code": "done", "close_text": "Dear Ana, it is filled", "pin": "204817"}

    [row] = tell(store, writer, an_event("request_closed", **CLOSED), a_follower(), **known)

    assert row["subject"] == f"News of request {NUMBER} that you follow: Pothole"
    assert "It has been closed. The work has been done." in row["body"]
    assert f"/follow/end?token={TOKEN}" in row["body"]
    assert (row["recipient"], row["pin"]) == ("neighbor@example.org", None)
    assert not re.search("Ana|204817", row["body"])


def test_who_follows_is_told_in_the_own_language(store, writer):
    event = an_event("request_status_changed", status="assigned", previous="open")

    [row] = tell(store, writer, event, a_follower(language="es"))

    assert "Un departamento tiene ahora la solicitud." in row["body"]


@pytest.mark.parametrize("kind", ["request_opened", "resident_asked"])
def test_what_concerns_the_resident_alone_is_no_news_for_others(store, writer, kind):
    assert tell(store, writer, an_event(kind), a_follower()) == []


def test_who_reported_it_and_follows_it_too_hears_once(store, writer):
    event = an_event("request_closed", **CLOSED)

    assert tell(store, writer, event, a_follower("ana@ruiz.example"), close_code="done") == []


def test_an_event_that_comes_twice_is_told_once(store, writer):
    event = an_event("request_closed", **CLOSED)

    rows = [tell(store, writer, event, a_follower()) for _ in range(2)]

    assert [len(found) for found in rows] == [1, 1]


def test_an_address_is_asked_before_it_is_told(store, writer):
    event = an_event("follow_asked", follower="f-1")
    with store.transaction() as session:
        channels = followers.ask(session, writer, [event], {"f-1": a_follower()}, MORNING)

    [row] = messages(store)
    assert (channels, row["step"]) == ({"email"}, "follow")
    assert f"/follow?token={TOKEN}" in row["body"]


def test_who_has_confirmed_or_ended_meanwhile_is_not_asked(store, writer):
    with store.transaction() as session:
        followers.ask(session, writer, [an_event("follow_asked", follower="f-1")], {}, MORNING)

    assert messages(store) == []


@pytest.mark.parametrize("kind", ["sent", "refused"])
def test_nothing_is_said_of_how_a_follower_was_told_and_nobody_has_to_call(store, writer, kind):
    tell(store, writer, an_event("request_closed", **CLOSED), a_follower(), email=None, notify="none")
    before = len(said(store))
    with store.transaction() as session:
        rows = claim_mails(session, "me", MORNING, 10)
        settle_mails(session, "me", [(row, Outcome(kind, "550")) for row in rows], SECRET, MORNING)

    [row] = [row for row in messages(store) if row["step"] == "followed"]
    assert row["state"] == ("sent" if kind == "sent" else "failed")
    assert len(said(store)) == before
