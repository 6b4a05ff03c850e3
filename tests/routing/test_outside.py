"""Referrals handed over to another agency's Open311 server: once, whatever happens, and what became of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from services.common import clock
from services.common.contract import load
from services.intake.contract import LIST_FORWARDING_FACTS
from services.routing import contract
from services.routing.contract.refusals import AgencyNotFound, ForwardingNotFailed, ForwardingNotFound
from services.routing.models import Forwarding
from services.routing.models import OutsideServer as ServerRow
from services.routing.outside import client, forwardings, lists, servers
from services.routing.outside.rounds import Rounds
from tests.routing.desk import NUMBER, opened
from tests.routing.outside_server import KEY, OutsideServer
from tests.routing.sample import a_place

AGENCY, SECRET = "riverton-public-works", bytes(range(32))
IN_RIVERTON = a_place("municipality:riverton")


class Intake:
    """Answers what routing asks when it hands requests over, held to the contract."""

    def call(self, call, message):
        assert call is LIST_FORWARDING_FACTS
        location = {"lat": 39.1, "long": -77.15, "address": "7300 Carroll Ave", "address_id": None, "text": None}
        fact = {
            "service_code": "pothole",
            "description": "Deep hole",
            "location": location,
            "answers": {"lane": "left"},
        }
        facts = [fact | {"location": location, "number": number} for number in message["numbers"]]
        return load(call.answer, {"facts": facts})


def one_by_one(act, items):
    for item in items:
        act(item)


class Bureau:
    """Routing's senders and pollers, on a desk's store."""

    def __init__(self, desk):
        self.desk, self.db = desk, desk.store
        self.rounds = Rounds(desk.store, Intake(), SECRET, 1, 60, one_by_one)

    def tick(self):
        """Let a moment pass in which everything that waits is due, then send and poll."""
        with self.db.transaction() as session:
            session.execute(update(Forwarding).values(not_before=clock.now() - timedelta(seconds=1)))
            session.execute(update(ServerRow).values(poll_at=clock.now() - timedelta(seconds=1)))
        self.rounds.send()
        self.rounds.poll()

    def row(self):
        with self.db.reading() as session:
            return session.execute(select(Forwarding)).scalar_one()

    def set_server(self, **wish):
        said = load(contract.SET_OUTSIDE_SERVER.request, {"agency": AGENCY, "services": {"pothole": "POT"}} | wish)
        with self.db.transaction() as session:
            return servers.set_server(session, self.desk.catalogue(session), SECRET, said)


@pytest.fixture
def there():
    server = OutsideServer()
    yield server
    server.stop()


@pytest.fixture(params=["numbers", "updates"])
def bureau(desk, there, request):
    made = Bureau(desk)
    made.set_server(url=there.url, api_key=KEY, polls=request.param)
    return made


def refer(desk, number=NUMBER, **data):
    desk.open(opened(number, **data), place=IN_RIVERTON)


def said_of(desk):
    return [kind for kind in desk.said_types() if "forward" in kind]


def test_a_referral_is_handed_over_with_what_and_where_and_never_who(bureau, desk, there):
    refer(desk)

    bureau.tick()

    [post] = there.posts
    assert (post["service_code"], post["lat"], post["address_string"]) == ("POT", "39.1", "7300 Carroll Ave")
    assert post["description"].startswith("Deep hole\nlane: left\n\nForwarded by 311, request")
    assert post["api_key"] == KEY
    assert not {"email", "first_name", "last_name", "phone"} & post.keys()
    assert (bureau.row().state, bureau.row().remote_number, said_of(desk)) == ("sent", "1000", ["request_forwarded"])


@pytest.mark.parametrize("data", [{"drill": True}, {"service": "streetlight-out"}], ids=["a drill", "another type"])
def test_what_the_server_does_not_do_is_not_handed_over(bureau, desk, there, data):
    refer(desk, **data)

    bureau.tick()

    assert there.posts == []


def test_what_is_on_its_way_is_not_handed_over_again(bureau, desk, there):
    refer(desk)
    desk.reopen()

    bureau.tick()
    desk.reopen()
    bureau.tick()

    assert len(there.posts) == 1


@pytest.mark.parametrize("failures", [["lost"], ["500"], ["503", "lost"], ["lost", "500"], ["403"]], ids="+".join)
def test_whatever_fails_on_the_way_it_arrives_once(bureau, desk, there, failures):
    there.fail = list(failures)
    refer(desk)

    for _ in range(4):
        bureau.tick()

    assert len(there.requests) == 1
    assert bureau.row().state == "sent"
    assert len({post["idempotency-key"] for post in there.posts}) == 1
    assert said_of(desk) == ["request_forwarded"]


def test_a_sender_that_dies_after_the_post_is_followed_by_one_that_looks_first(bureau, desk, there):
    refer(desk)
    with bureau.db.transaction() as session:
        [row] = forwardings.claim(session, forwardings.due(session))
    fact = Intake().call(LIST_FORWARDING_FACTS, {"numbers": [NUMBER]})["facts"][0]
    client.Server(there.url, None, KEY).post(client.compose(row, fact), "another key")

    bureau.tick()

    assert (len(there.requests), bureau.row().remote_number) == (1, "1000")


def test_while_the_other_server_cannot_be_asked_nothing_is_sent_twice(bureau, desk, there):
    there.fail = ["lost"]
    refer(desk)
    bureau.tick()
    there.away = True
    bureau.tick()
    assert bureau.row().state == "waiting"

    there.away = False
    bureau.tick()

    assert (len(there.requests), bureau.row().state) == (1, "sent")


def test_a_clear_no_is_final_and_is_said(bureau, desk, there):
    there.fail = ["400"]
    refer(desk)

    bureau.tick()
    bureau.tick()

    assert (bureau.row().state, bureau.row().reason, len(there.posts)) == ("failed", "status 400", 1)
    assert said_of(desk) == ["forwarding_failed"]


def test_after_a_day_it_is_given_up_and_a_person_may_try_again(bureau, desk, there):
    there.fail = ["500"]
    refer(desk)
    with bureau.db.transaction() as session:
        session.execute(update(Forwarding).values(made_at=clock.now() - timedelta(hours=25)))

    bureau.tick()
    assert (bureau.row().state, said_of(desk)) == ("failed", ["forwarding_failed"])
    with bureau.db.transaction() as session:
        lists.retry(session, bureau.row().id)
    bureau.tick()

    assert (bureau.row().state, said_of(desk)) == ("sent", ["forwarding_failed", "request_forwarded"])


def test_only_what_failed_can_be_tried_again(bureau, desk):
    refer(desk)

    with bureau.db.transaction() as session, pytest.raises(ForwardingNotFailed):
        lists.retry(session, bureau.row().id)


def test_what_was_never_handed_over_cannot_be_tried_again(bureau, desk):
    with bureau.db.transaction() as session, pytest.raises(ForwardingNotFound):
        lists.retry(session, "no-such-forwarding")


def test_what_was_handed_over_is_listed_in_pages(bureau, desk):
    refer(desk)
    refer(desk, "482-913-0757")
    wanted = {"limit": 1, "number": None, "agency": AGENCY, "state": "waiting", "cursor": None}

    with bureau.db.reading() as session:
        first = lists.page(session, wanted)
        second = lists.page(session, wanted | {"cursor": first["next"]})
        other = lists.page(session, wanted | {"agency": "nobody"})

    assert [item["number"] for item in first["items"] + second["items"]] == ["482-913-0757", NUMBER]
    assert (second["next"], other["items"]) == (None, [])


def test_what_is_withdrawn_before_it_left_does_not_leave(bureau, desk, there):
    refer(desk)
    desk.end("withdrawn")

    bureau.tick()

    assert (bureau.row().state, there.posts) == ("stopped", [])


def test_what_the_other_server_says_is_taken_over_and_said_once(bureau, desk, there):
    refer(desk)
    bureau.tick()

    there.change("1000", status="closed", status_notes="Filled.")
    bureau.tick()
    bureau.tick()
    assert (bureau.row().state, bureau.row().remote_notes) == ("closed", "Filled.")
    there.change("1000", status="open", status_notes=None)
    bureau.tick()
    there.change("1000", status="closed", status_notes="Filled again.")
    bureau.tick()

    assert said_of(desk)[1:] == ["forwarded_request_closed", "forwarded_request_reopened", "forwarded_request_closed"]
    assert (bureau.row().state, bureau.row().remote_notes) == ("closed", "Filled again.")
    with bureau.db.reading() as session:
        assert lists.notes(session, [bureau.row().id])[0]["notes"] == "Filled again."


def test_an_older_picture_changes_nothing(bureau, desk, there):
    refer(desk)
    bureau.tick()
    there.change("1000", status="closed")
    bureau.tick()

    there.requests["1000"] |= {"status": "open", "updated_datetime": "2020-01-01T00:00:00Z"}
    bureau.tick()

    assert bureau.row().state == "closed"


def test_a_token_becomes_a_number_when_the_other_server_knows_it(bureau, desk, there):
    there.gives_tokens = True
    refer(desk)
    bureau.tick()

    bureau.tick()

    assert (bureau.row().state, bureau.row().remote_number) == ("sent", "1000")
    assert said_of(desk) == ["request_forwarded"]


@pytest.mark.parametrize("habit", ["keeps_root", "numbers_as_numbers"])
def test_servers_that_bend_the_standard_are_understood(bureau, desk, there, habit):
    setattr(there, habit, True)
    refer(desk)
    bureau.tick()

    there.change("1000", status="closed")
    bureau.tick()

    assert bureau.row().state == "closed"


def test_a_server_that_is_away_is_asked_less_often(bureau, desk, there):
    refer(desk)
    bureau.tick()
    there.away = True

    bureau.tick()
    asked = len(there.gets)
    bureau.rounds.poll()

    assert len(there.gets) == asked
    with bureau.db.reading() as session:
        assert servers.list_servers(session)[0]["failures"] == 1


def test_the_key_is_sealed_and_stays_when_none_is_given(bureau, there):
    shown = bureau.set_server(url=there.url)

    with bureau.db.reading() as session:
        row = session.execute(select(ServerRow)).scalar_one()
    assert shown["has_key"]
    assert KEY not in str(vars(row)) + str(shown)
    assert servers.unseal(SECRET, row.sealed_key) == KEY


def test_an_agency_that_is_not_in_the_directory_has_no_server(bureau, there):
    with pytest.raises(AgencyNotFound):
        bureau.set_server(agency="nowhere", url=there.url)
