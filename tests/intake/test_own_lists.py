"""The list of one's own requests: who gets a link, what it opens, how long, and that nobody learns an address."""

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import event, update

from services.common import clock
from services.common.contract import dump
from services.intake import contract, link_tokens
from services.intake.contract.refusals import LinkNotFound
from services.intake.models import OwnList, Resident
from services.intake.people import own_lists

SECRET = bytes(range(32))
MARIA = {"name": "Maria Sample", "email": "Maria@example.org"}


def ask(county, email="maria@example.org"):
    with county.db.transaction() as session:
        own_lists.ask(session, email, "es")


def mails(county):
    """What notify would send."""
    links = [orjson.loads(row.body)["data"]["link"] for row in county.said("own_list_asked")]
    with county.db.reading() as session:
        return dump(contract.LIST_OWN_LIST_FACTS.answer, {"facts": own_lists.facts(session, SECRET, links)})["facts"]


def page(county, token, limit=50, cursor=None):
    wanted = {"limit": limit, "cursor": cursor}
    with county.db.reading() as session:
        mine = own_lists.open_list(session, SECRET, token)
        found = own_lists.page(session, mine, wanted, (county.catalogue, county.numbers))
    return dump(contract.LIST_OWN_REQUESTS.answer, found)


def test_the_link_opens_all_requests_of_the_address_with_their_pins(county):
    first, second = (county.number(resident=MARIA, description=d) for d in ("Deep hole", "Deeper"))
    county.number(resident={"email": "omar@example.org"})
    ask(county)

    [mail] = mails(county)
    items = page(county, mail["token"])["items"]

    assert (mail["email"], mail["language"]) == ("maria@example.org", "es")
    assert [(i["number"], i["pin"]) for i in items] == [(n, county.pin(n)) for n in (second, first)]
    assert [i["description"] for i in items] == ["Deeper", "Deep hole"]


def test_pages_hold_every_request_once(county):
    opened = [county.number(resident=MARIA) for _ in range(3)]
    ask(county)
    [mail] = mails(county)

    one = page(county, mail["token"], limit=2)
    two = page(county, mail["token"], limit=2, cursor=one["next"])

    assert [i["number"] for i in one["items"] + two["items"]] == opened[::-1]
    assert two["next"] is None


def test_an_unknown_address_is_mailed_nothing(county):
    county.number(resident=MARIA)

    ask(county, "mario@example.org")

    assert len(county.said("own_list_asked")) == 1
    assert mails(county) == []


def test_a_known_and_an_unknown_address_are_answered_by_the_same_statements(county):
    county.number(resident=MARIA)
    run: list[str] = []
    event.listen(county.db.engine, "before_cursor_execute", lambda *said: run.append(said[2]))

    ask(county)
    known, run[:] = list(run), []
    ask(county, "mario@example.org")

    assert known == run


def test_drills_and_erased_residents_are_in_no_list(county):
    county.number(resident=MARIA, drill=True)
    erased = county.number(resident=MARIA)
    shown = county.number(resident=MARIA)
    ask(county)
    with county.db.transaction() as session:
        session.execute(update(Resident).where(Resident.number == erased).values(name=None, email=None))

    [mail] = mails(county)

    assert [i["number"] for i in page(county, mail["token"])["items"]] == [shown]


def test_nobodys_mailbox_can_be_filled(county):
    county.number(resident=MARIA)

    for _ in range(7):
        ask(county, "MARIA@example.org")

    assert len(mails(county)) == 5


def test_a_link_is_over_after_two_hours_and_forgotten_after_a_day(county):
    county.number(resident=MARIA)
    ask(county)
    [mail] = mails(county)

    with county.db.transaction() as session:
        session.execute(update(OwnList).values(expires_at=clock.now() - timedelta(seconds=1)))
    with pytest.raises(LinkNotFound):
        page(county, mail["token"])
    assert mails(county) == []
    with county.db.transaction() as session:
        session.execute(update(OwnList).values(made_at=clock.now() - timedelta(days=2)))
        own_lists.forget_old(session)
        assert session.query(OwnList).count() == 0


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + "A" * 2, lambda t: t.partition(".")[0], lambda t: "é"])
def test_a_forged_link_opens_nothing(county, spoil):
    county.number(resident=MARIA)
    ask(county)

    with pytest.raises(LinkNotFound):
        page(county, spoil(mails(county)[0]["token"]))


def test_a_link_for_another_purpose_opens_nothing(county):
    county.number(resident=MARIA)
    ask(county)
    link = orjson.loads(county.said("own_list_asked")[0].body)["data"]["link"]

    with pytest.raises(LinkNotFound):
        page(county, link_tokens.token(SECRET, "client-link", link))


def test_what_opens_a_link_stands_in_no_event(county):
    county.number(resident=MARIA)
    ask(county)
    mark = mails(county)[0]["token"].partition(".")[2]

    said = str([row.body for row in county.said()])

    assert mark not in said
    assert "maria" not in said.lower()
