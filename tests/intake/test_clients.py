"""API clients and their owners: registered by anyone, reached by mail, confirmed by the first key."""

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import update

from services.common import clock
from services.common.contract import load
from services.intake import client_links, clients, contract, keys
from services.intake.contract.refusals import ClientNotFound, LinkNotFound, TooManyKeys
from services.intake.models import ApiClient, ClientLink

SECRET = bytes(range(32))
OWNER = "dev@potholes.example"


def register(county, email=OWNER, **message):
    said = load(contract.REGISTER_CLIENT.request, {"name": "Potholes of Hartwell", "email": email} | message)
    with county.db.transaction() as session:
        clients.register(session, said)


def ask_for_links(county, email=OWNER):
    with county.db.transaction() as session:
        client_links.make_for(session, email)


def mails(county):
    """What notify would send: the facts of every link that was said, in order."""
    said = [row.body for row in county.said("client_link_asked")]
    links = [orjson.loads(body)["data"]["link"] for body in said]
    with county.db.reading() as session:
        known = {fact["link"]: fact for fact in client_links.facts(session, SECRET, links)}
    return [known[link] for link in links if link in known]


def opened(county, token):
    with county.db.reading() as session:
        return clients.views(session, [client_links.open_link(session, SECRET, token)])[0]


def make_key(county, token, days=365):
    with county.db.transaction() as session:
        return clients.issue_own(session, client_links.open_link(session, SECRET, token, lock=True), days)


def age(county, table, **columns):
    with county.db.transaction() as session:
        session.execute(update(table).values(**columns))


def test_a_registered_client_is_sent_a_link_that_opens_it(county):
    register(county, purpose="a map")

    mail = mails(county)[0]

    shown = opened(county, mail["token"])
    assert (mail["email"], shown["name"], shown["purpose"]) == (OWNER, "Potholes of Hartwell", "a map")
    assert (shown["confirmed_at"], shown["keys"]) == (None, [])


def test_what_opens_a_link_stands_in_no_table_and_no_event(county):
    register(county)
    mark = mails(county)[0]["token"].partition(".")[2]

    with county.db.reading() as session:
        tables = [t.name for t in ApiClient.metadata.sorted_tables]
        rows = [session.connection().exec_driver_sql(f"SELECT * FROM {t}").all() for t in tables]

    assert mark not in str(rows)
    assert OWNER not in str([row.body for row in county.said()])


def test_the_first_key_confirms_the_client_and_is_good(county):
    register(county)
    token = mails(county)[0]["token"]

    made = make_key(county, token, days=30)

    shown = opened(county, token)
    assert shown["confirmed_at"] is not None
    assert [(k["prefix"], k["scopes"], k["live"]) for k in shown["keys"]] == [
        (made["prefix"], ["create", "read", "update"], True)
    ]
    assert timedelta(days=29) < made["expires_at"] - clock.now() < timedelta(days=30)


def test_an_owner_has_at_most_two_live_keys(county):
    register(county)
    token = mails(county)[0]["token"]
    first = make_key(county, token)
    make_key(county, token)

    with pytest.raises(TooManyKeys):
        make_key(county, token)
    with county.db.transaction() as session:
        keys.revoke(session, first["id"], first["client"])
    assert make_key(county, token)["client"] == first["client"]


def test_an_owner_ends_none_but_the_own_keys(county):
    register(county)
    register(county, email="other@app.example")
    mine, other = (make_key(county, mail["token"]) for mail in mails(county))

    with county.db.transaction() as session, pytest.raises(keys.KeyNotFound):
        keys.revoke(session, other["id"], mine["client"])


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1] + "A" * 2, lambda t: t.partition(".")[0], lambda t: "é", lambda t: ""]
)
def test_a_forged_link_opens_nothing(county, spoil):
    register(county)

    with pytest.raises(LinkNotFound):
        opened(county, spoil(mails(county)[0]["token"]))


def test_a_link_is_good_for_a_day(county):
    register(county)
    token = mails(county)[0]["token"]

    age(county, ClientLink, expires_at=clock.now() - timedelta(seconds=1))

    assert mails(county) == []
    with pytest.raises(LinkNotFound):
        opened(county, token)


def test_an_owner_gets_a_link_for_each_of_the_own_clients(county):
    register(county)
    register(county, name="Another app", test=True)

    ask_for_links(county, email=OWNER.upper())

    assert sorted(opened(county, mail["token"])["kind"] for mail in mails(county)[2:]) == ["open311", "test"]


def test_a_stranger_gets_no_mail(county):
    ask_for_links(county)

    assert county.said("client_link_asked") == []


def test_nobodys_mailbox_is_filled(county):
    for _ in range(4):
        register(county)
        ask_for_links(county)

    assert len(mails(county)) <= client_links.MOST_LINKS_A_DAY + client_links.MOST_CLIENTS_AT_ONCE - 1
    before = len(mails(county))
    register(county)
    ask_for_links(county)
    assert len(mails(county)) == before


def test_what_nobody_confirms_is_forgotten_and_what_is_confirmed_stays(county):
    register(county)
    register(county, email="other@app.example")
    make_key(county, mails(county)[0]["token"])
    age(county, ApiClient, created_at=clock.now() - timedelta(days=3))

    with county.db.transaction() as session:
        clients.forget_unconfirmed(session)

    with county.db.reading() as session:
        assert [client["email"] for client in clients.page(session, 50, None)["items"]] == [OWNER]


def test_a_client_that_has_ended_keeps_its_name_and_nothing_of_its_owner(county):
    register(county)
    made = make_key(county, mails(county)[0]["token"])

    with county.db.transaction() as session:
        clients.end(session, made["client"])

    with county.db.reading() as session:
        shown = clients.page(session, 50, None)["items"][0]
        assert (shown["name"], shown["email"]) == ("Potholes of Hartwell", None)
        assert clients.names(session, [made["client"], "agent-1", None]) == {made["client"]: "Potholes of Hartwell"}


def test_a_client_that_is_not_there_cannot_be_ended(county):
    with county.db.transaction() as session, pytest.raises(ClientNotFound):
        clients.end(session, "nobody")


def test_clients_are_listed_in_pages_the_newest_first(county):
    for name in ("First app", "Second app", "Third app"):
        register(county, name=name)

    with county.db.reading() as session:
        page = clients.page(session, 2, None)
        rest = clients.page(session, 2, page["next"])

    assert [c["name"] for c in page["items"] + rest["items"]] == ["Third app", "Second app", "First app"]
    assert rest["next"] is None
