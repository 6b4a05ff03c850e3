"""Following a request that somebody else reported: asked, confirmed, told, ended, forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from services.common import clock
from services.intake import changes, facts, following
from services.intake.contract.refusals import LinkNotFound, NotToBeFollowed
from services.intake.models import Follower, ServiceRequest
from tests.intake.county import AGENT, RESIDENT
from tests.intake.steps import assign, withdraw

NEIGHBOR = "neighbor@example.org"


def ask(county, number, email=NEIGHBOR, language="es"):
    """Wish to follow."""
    with county.db.transaction() as session:
        request = changes.find(session, number)
        following.ask(session, request, {"email": email, "language": language}, county.catalogue)


def asked(county):
    """The facts of the mails that ask for a confirmation."""
    with county.db.reading() as session:
        ids = session.execute(select(Follower.id)).scalars().all()
        return following.facts(session, county.secret, ids, county.catalogue)


def confirm(county, token):
    """Follow the link."""
    with county.db.transaction() as session:
        return following.confirm(session, county.secret, token)


def end(county, token):
    """Follow the other link."""
    with county.db.transaction() as session:
        return following.end(session, county.secret, token)


def told(county, number):
    """Who is told of a request."""
    with county.db.reading() as session:
        return facts.for_notices(session, [number], county)[0]["followers"]


@pytest.fixture
def number(county):
    """A request that a department has."""
    number = county.number(resident=RESIDENT)
    assign(county, number)
    return number


@pytest.fixture
def token(county, number):
    """What the mail to a neighbour holds."""
    ask(county, number)
    return asked(county)[0]["token"]


def test_a_wish_has_the_address_asked_and_no_event_holds_it(county, number):
    ask(county, number, "Neighbor@example.org")

    [fact], [event] = asked(county), county.said("follow_asked")
    assert (fact["email"], fact["service_name"], fact["number"]) == (NEIGHBOR, "Bache", number)
    assert (event.subject, NEIGHBOR.encode() in event.body) == (number, False)


def test_nobody_is_told_before_the_address_has_confirmed(county, number, token):
    before = told(county, number)

    confirm(county, token)

    assert before == []
    [follower] = told(county, number)
    assert (follower["email"], follower["language"], follower["token"]) == (NEIGHBOR, "es", token)


def test_to_confirm_twice_changes_nothing(county, number, token):
    assert [confirm(county, token) for _ in range(2)] == [number] * 2
    assert len(told(county, number)) == 1


def test_who_follows_already_is_not_asked_again(county, number, token):
    confirm(county, token)

    ask(county, number)

    assert len(county.said("follow_asked")) == 1


def test_the_link_ends_it_and_the_address_is_gone(county, number, token):
    confirm(county, token)

    assert [end(county, token), end(county, token)] == [number, None]
    assert told(county, number) == []
    with county.db.reading() as session:
        assert session.execute(select(Follower)).all() == []


@pytest.mark.parametrize("forged", ["", "x", "0" * 32 + "." + "A" * 22], ids=["empty", "short", "forged"])
def test_a_forged_link_opens_nothing(county, token, forged):
    for follow in (confirm, end):
        with pytest.raises(LinkNotFound):
            follow(county, forged)


def test_a_confirmation_that_comes_too_late_is_none(county, token):
    with county.db.transaction() as session:
        session.execute(update(Follower).values(asked_at=clock.now() - timedelta(days=3)))

    with pytest.raises(LinkNotFound):
        confirm(county, token)


def test_what_is_closed_private_or_a_drill_is_not_followed(county, number):
    withdraw(county, number)
    private = county.number(service_code="flu-shot", location=None)
    drill = county.number(caller=AGENT, drill=True)

    for one in (number, private, drill):
        with pytest.raises(NotToBeFollowed):
            ask(county, one)


def test_nobody_s_mailbox_is_filled_by_somebody_else(county):
    for _ in range(following.MOST_MAILS_A_DAY + 2):
        ask(county, county.number())

    assert len(county.said("follow_asked")) == following.MOST_MAILS_A_DAY


def test_a_request_that_nobody_follows_costs_no_statement(county, number):
    counted = []
    event.listen(county.db.engine, "before_cursor_execute", lambda *said: counted.append(said[2]))

    told(county, number)

    assert not [text for text in counted if "followers" in text]


def test_who_never_confirmed_and_who_followed_what_is_long_over_is_forgotten(county, number, token):
    confirm(county, token)
    other = county.number()
    ask(county, other)
    withdraw(county, number)
    later = clock.now() + following.FORGET_AFTER + timedelta(days=1)

    with county.db.transaction() as session:
        following.forget(session, later)
        left = session.execute(select(Follower)).all()
        flag = session.execute(select(ServiceRequest.followed).where(ServiceRequest.number == number)).scalar_one()

    assert (left, flag) == ([], False)
