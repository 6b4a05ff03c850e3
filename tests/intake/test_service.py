"""Intake as a running process: the same key by RPC and through the door is the same request."""

import json
import os

import pytest
from sqlalchemy import select

from services.common import caller as callers
from services.common.caller import ANONYMOUS
from services.common.database import Store, engine_for
from services.common.errors import Forbidden, KeyUsedOtherwise, Unauthenticated
from services.common.idempotency import KEYS
from services.intake import catalogue
from services.intake.contract.refusals import WrongPin
from tests.brokers import VirtualHosts
from tests.common.client import AGENT, Client
from tests.intake.county import AT_LIBRARY, SERVICES, catalogue_events
from tests.running import Services

POTHOLE = {"service_code": "pothole", "location": AT_LIBRARY}


@pytest.fixture(scope="module")
def process(amqp_uri, databases_of_kind, tmp_path_factory):
    """Intake with its catalogue, for the tests of this file."""
    url = databases_of_kind.migrated("intake")
    store = Store(engine_for(url), "intake")
    with store.transaction() as session:
        catalogue.keep_entries(session, catalogue_events(SERVICES))
    store.engine.dispose()
    services = Services(tmp_path_factory.mktemp("intake"))
    with VirtualHosts(amqp_uri, os.environ.get("HUB311_TEST_AMQP_ADMIN", "")) as hosts:
        yield services.start("intake", hosts.make(), url)
        services.stop_all()


@pytest.fixture
def client(process):
    """A client of intake."""
    client = Client(process.environment["HUB311_AMQP_URI"], process.secret)
    yield client
    client.close()


def knock(process, call, message, caller=ANONYMOUS):
    """Ask at the emergency door."""
    headers = {"X-Hub311-Caller": callers.sign(caller, process.secret)}
    return process.post(f"/calls/{call}", json.dumps(message).encode(), headers).json()


def test_a_request_is_opened_and_read_by_rpc(client):
    opened = client.call("intake", "open_request", POTHOLE, caller=ANONYMOUS)

    shown = client.call("intake", "read_request", {"number": opened["number"], "pin": opened["pin"]}, caller=ANONYMOUS)

    assert (shown["status"], shown["location"]["address"]) == ("open", "7300 Carroll Ave")


@pytest.mark.parametrize("first", ["rpc", "door"])
def test_one_key_by_rpc_and_through_the_door_is_one_request(client, process, first):
    message = POTHOLE | {"idempotency_key": f"first-{first}"}
    ways = [
        lambda: client.call("intake", "open_request", message, caller=ANONYMOUS),
        lambda: knock(process, "open_request", message)["result"],
    ]

    one, two = [way() for way in (ways if first == "rpc" else ways[::-1])]

    assert one == two


def test_many_creates_at_once_have_a_number_each(client):
    sent = [client.send("intake", "open_request", POTHOLE, caller=ANONYMOUS) for _ in range(100)]

    numbers = {client.answer(correlation, 30)["number"] for correlation in sent}

    assert len(numbers) == 100


def test_one_key_a_hundred_times_at_once_is_one_request(client):
    message = POTHOLE | {"idempotency_key": "a-hundred-times"}
    sent = [client.send("intake", "open_request", message, caller=ANONYMOUS) for _ in range(100)]

    answers = [client.answer(correlation, 30) for correlation in sent]

    assert len({answer["number"] for answer in answers}) == 1
    assert len({answer["pin"] for answer in answers}) == 1


def test_one_key_with_two_bodies_among_many_refuses_the_second_alone(client):
    bodies = [POTHOLE | {"idempotency_key": "two-bodies", "description": d} for d in ("one", "two")]
    others = [POTHOLE for _ in range(20)]
    first = client.call("intake", "open_request", bodies[0], caller=ANONYMOUS)
    sent = [client.send("intake", "open_request", m, caller=ANONYMOUS) for m in [*others, bodies[1], bodies[0]]]

    *opened, second, repeated = sent
    with pytest.raises(KeyUsedOtherwise):
        client.answer(second, 30)

    assert client.answer(repeated, 30)["number"] == first["number"]
    assert len({client.answer(correlation, 30)["number"] for correlation in opened}) == 20


def test_a_wrong_pin_stays_counted_though_the_call_is_refused(client):
    opened = client.call("intake", "open_request", POTHOLE, caller=ANONYMOUS)
    wrong = f"{(int(opened['pin']) + 1) % 10**6:06d}"

    refusals = []
    for _ in range(6):
        with pytest.raises(Exception) as refused:  # noqa: PT011
            client.call("intake", "read_request", {"number": opened["number"], "pin": wrong}, caller=ANONYMOUS)
        refusals.append(type(refused.value).__name__)

    assert refusals == [WrongPin.__name__] * 5 + ["PinLocked"]


def test_a_note_with_one_key_is_one_note(client):
    number = client.call("intake", "open_request", POTHOLE)["number"]
    note = {"number": number, "text": "called back", "idempotency_key": "note-1"}

    first, second = (client.call("intake", "add_note", note) for _ in range(2))

    shown = client.call("intake", "read_request", {"number": number}, caller=AGENT)
    assert first == second
    assert [n["text"] for n in shown["notes"]] == ["called back"]


def test_a_change_with_one_key_is_one_change_and_leaves_no_name_beside_the_key(client, process):
    opened = client.call("intake", "open_request", POTHOLE | {"resident": {"name": "Rosa Delgado"}})
    withdrawal = {"number": opened["number"], "pin": opened["pin"], "idempotency_key": "withdraw-1"}

    first, second = (client.call("intake", "withdraw_request", withdrawal, caller=ANONYMOUS) for _ in range(2))

    assert first == second
    assert (first["status"], first["resident"]["name"]) == ("closed", "Rosa Delgado")
    assert "Rosa" not in str(kept_with_keys(process))


def kept_with_keys(process):
    """The answers that stand beside idempotency keys."""
    store = Store(engine_for(process.environment["HUB311_DATABASE_INTAKE"]), "intake")
    with store.reading() as session:
        answers = list(session.execute(select(KEYS.c.answer)).scalars())
    store.engine.dispose()
    return answers


def test_facts_with_names_are_for_services_only(client):
    with pytest.raises(Exception, match="may not"):
        client.call("intake", "list_notice_facts", {"requests": []}, caller=AGENT)
    with pytest.raises(Unauthenticated):
        client.call("intake", "list_routing_facts", {"numbers": []}, caller=ANONYMOUS)


def test_a_look_up_is_answered_and_logged_and_nobody_but_staff_may(client):
    person = {"name": "Maria Sample", "phone": "240-555-0143"}
    number = client.call("intake", "open_request", POTHOLE | {"resident": person})["number"]
    wanted = {"name": "sample maria", "factor": {"phone": "555-0143"}, "reason": "lost the number"}

    found = client.call("intake", "look_up_resident", wanted, caller=AGENT)

    supervisor = callers.Caller("staff", "supervisor-1", ("supervisor",))
    logged = client.call("intake", "list_lookups", {}, caller=supervisor)["items"]
    assert [item["number"] for item in found["items"]] == [number]
    assert [(row["id"], row["opened"]) for row in logged] == [(found["id"], [number])]
    for call, message, caller in (
        ("look_up_resident", wanted, ANONYMOUS),
        ("list_lookups", {}, AGENT),
        ("list_lookup_alarms", {}, AGENT),
    ):
        with pytest.raises((Unauthenticated, Forbidden)):
            client.call("intake", call, message, caller=caller)
