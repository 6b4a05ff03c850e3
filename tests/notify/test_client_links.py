"""Mails that lead owners of API clients to their keys."""

import pytest

from services.common.contract import load
from services.common.ids import uuid7
from services.intake import contract as intake
from services.notify import client_links, lists
from services.notify.claims import claim_mails
from services.notify.recipients import hash_mail, suppress
from services.notify.sender import as_mail
from services.notify.settling import settle_mails
from services.notify.smtp import Outcome
from tests.notify.desk import MORNING, SECRET, an_event, messages, said

CLIENT = "01a20046-307c-7d83-a374-ed6d36ae7c6e"
OWNER = "dev@potholes.example"
TOKEN = "01a200519e1b7c559a104b1f0a6d2c11.3q2-7wAAESIzRFVmd4iZqg"


def asked(link):
    return an_event("client_link_asked", CLIENT, client=CLIENT, link=link)


def facts_of(link, **facts):
    """What intake answers about a link, held to its contract."""
    fact = {"link": link, "client": CLIENT, "email": OWNER, "token": TOKEN, "expires_at": "2026-11-21T15:00:00Z"}
    return client_links.links_by_id(load(intake.LIST_LINK_FACTS.answer, {"facts": [fact | facts]}))


def tell(store, writer, event, links):
    with store.transaction() as session:
        client_links.tell(session, writer, [event], links, MORNING)
    return messages(store)


@pytest.fixture
def link():
    return uuid7()


def try_it(store, outcome):
    """Have a sender try the mail, with this outcome."""
    with store.transaction() as session:
        rows = claim_mails(session, "me", MORNING, 10)
        settle_mails(session, "me", [(row, outcome) for row in rows], SECRET, MORNING)


def test_the_owner_gets_a_mail_with_the_link(store, writer, link):
    (row,) = tell(store, writer, asked(link), facts_of(link))

    mail = as_mail(writer, row)
    assert (mail.recipient, mail.subject) == (OWNER, "Your link to the API keys of Ashmere County 311")
    assert f"https://311.ashmere.example/keys/own?token={TOKEN}" in mail.text
    assert "Request number" not in mail.text


def test_an_event_that_is_heard_twice_makes_one_mail(store, writer, link):
    event = asked(link)
    tell(store, writer, event, facts_of(link))

    assert len(tell(store, writer, event, facts_of(link))) == 1


def test_a_link_that_is_over_is_not_sent(store, writer, link):
    assert tell(store, writer, asked(link), {}) == []


@pytest.mark.parametrize("email", ["nobody@", None])
def test_there_is_no_mail_without_an_address(store, writer, link, email):
    assert tell(store, writer, asked(link), facts_of(link, email=email)) == []


def test_an_address_that_refuses_mail_gets_none(store, writer, link):
    with store.transaction() as session:
        suppress(session, hash_mail(SECRET, OWNER), "550", MORNING)

    assert tell(store, writer, asked(link), facts_of(link)) == []


@pytest.mark.parametrize(
    ("outcome", "state"), [(Outcome("sent", ""), "sent"), (Outcome("refused", "550 5.1.1"), "failed")]
)
def test_what_becomes_of_it_is_no_news_about_a_request(store, writer, link, outcome, state):
    tell(store, writer, asked(link), facts_of(link))

    try_it(store, outcome)

    assert [row["state"] for row in messages(store)] == [state]
    assert said(store) == []
    with store.reading() as session:
        assert lists.list_unreachable(session, 10, None)["items"] == []


def test_a_resident_gets_the_link_to_the_own_requests_in_the_language_that_was_asked_for(store, writer, link):
    event = an_event("own_list_asked", link, link=link)
    fact = {"link": link, "email": "maria@example.org", "language": "es-MX", "token": TOKEN}
    answer = load(intake.LIST_OWN_LIST_FACTS.answer, {"facts": [fact | {"expires_at": "2026-11-21T15:00:00Z"}]})

    (row,) = tell(store, writer, event, client_links.links_by_id(answer))

    mail = as_mail(writer, row)
    assert (mail.recipient, mail.subject) == ("maria@example.org", "Sus solicitudes al 311 de Ashmere County")
    assert f"https://311.ashmere.example/v1/own-requests?token={TOKEN}" in mail.text


def test_a_link_that_leads_to_nothing_is_mailed_to_nobody(store, writer, link):
    assert tell(store, writer, an_event("own_list_asked", link, link=link), {}) == []
