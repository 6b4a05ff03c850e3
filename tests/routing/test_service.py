"""The running service: heard requests become work in departments' queues, on a real broker and real databases."""

import os

import pytest
from amqp.exceptions import AccessRefused, NotFound
from kombu import Connection, Queue

from deploy.processes import wait_until
from services.common.caller import Caller
from services.common.errors import Forbidden
from services.routing.contract.refusals import AssignmentNotFound, NotAccepted
from tests.brokers import events_of, take, wait_for_messages
from tests.routing.desk import opened
from tests.routing.running import ADMINISTRATOR, AGENT, SUPERVISOR, RunningRouting, requests

FINANCE = Caller("system", "key-3", department="finance")
DOT = Caller("system", "key-1", department="dot")
DONE = {"code": "done", "text": "The ticket is waived."}


@pytest.fixture
def routing(services, virtual_host, databases_of_kind, loaded):
    """Routing's surroundings; a test starts what it needs."""
    url = databases_of_kind.place.make(loaded)
    admin = os.environ.get("HUB311_TEST_AMQP_ADMIN", "")
    running = RunningRouting(services, virtual_host, databases_of_kind, url, admin)
    yield running
    running.client.close()
    services.stop_all()
    databases_of_kind.place.drop(url)


def test_a_heard_request_becomes_work_that_its_department_finishes(routing):
    routing.start()
    routing.open(*requests(1))

    [work] = routing.wait_for_work(1, FINANCE)
    routing.call("accept_assignment", FINANCE, id=work["id"])
    done = routing.call("complete_assignment", FINANCE, id=work["id"], **DONE)

    assert [step["step"] for step in done["history"]] == ["assigned", "accepted", "completed"]
    feed = events_of(wait_for_messages(routing.uri, 3, "department.finance"))
    assert [event["type"].split(".")[2] for event in feed] == [
        "request_assigned",
        "assignment_accepted",
        "assignment_completed",
    ]


def test_the_queue_and_the_feed_hold_the_same_messages_by_position(routing):
    routing.start()
    routing.open(*requests(120))

    queued = events_of(wait_for_messages(routing.uri, 120, "department.finance"))

    feed = routing.call("list_feed", FINANCE, limit=250)
    assert queued == feed["items"]
    assert [event["position"] for event in queued] == list(range(1, 121))


def test_the_same_event_twice_is_one_assignment(routing):
    routing.start()
    events = requests(20)
    routing.open(*events, *events)
    routing.open(*events, *requests(1, first=2000000000))

    routing.wait_for_work(21, FINANCE)

    assert len(routing.wait_for_feed(21, FINANCE)) == 21


def test_requests_wait_while_geo_is_away_and_a_preview_says_that_it_is_unsure(routing):
    running = routing.start()
    routing.open(opened(point={"lat": 39.1, "long": -77.15}))
    running.wait_for_metric("hearing_stopped", 1)

    seen = routing.call("preview", AGENT, service_code="pothole", location={"lat": 39.1, "long": -77.15})

    assert seen["unsure"] == ["jurisdiction"]
    assert routing.call("list_assignments", DOT)["items"] == []


def test_the_place_decides_with_the_real_map(routing):
    routing.start_intake()
    routing.start_geo()
    routing.start()
    county, state = {"lat": 39.073285, "long": -77.159976}, {"lat": 39.0801, "long": -77.1502}

    seen = routing.call("preview", AGENT, service_code="pothole", location=state)
    routing.open(opened("1000000001", point=county), opened("1000000002", point=None, place_in_words=True))
    work = routing.wait_for_work(2, DOT)

    assert seen["districts"]["council_district"]["code"] == "4"
    assert {item["number"]: item["road_owner"] for item in work} == {"1000000001": "county", "1000000002": "county"}


def test_who_was_referred_and_reads_no_mail_comes_on_the_call_back_list(routing):
    routing.start_intake()
    routing.start()
    routing.open(opened(service="bus-stop", point=None, choices={"operator": "regional"}))

    wait_until(lambda: routing.call("list_callbacks", AGENT)["items"], 20, "an entry of the call-back list")

    [item] = routing.call("list_callbacks", AGENT)["items"]
    routing.call("done_callback", AGENT, number="482-913-0757")
    assert item["referral"]["code"] == "regional-transit"
    assert routing.call("list_callbacks", AGENT)["items"] == []


def test_another_departments_work_does_not_exist_and_a_step_out_of_turn_is_refused(routing):
    routing.start()
    routing.open(*requests(1))
    [work] = routing.wait_for_work(1, FINANCE)

    with pytest.raises(AssignmentNotFound):
        routing.call("accept_assignment", DOT, id=work["id"])
    with pytest.raises(NotAccepted):
        routing.call("complete_assignment", FINANCE, id=work["id"], **DONE)


def test_a_supervisor_reads_and_decides_triage(routing):
    routing.start()
    routing.open(opened(service="something-else", point=None))
    wait_until(lambda: routing.call("list_triage", SUPERVISOR)["items"], 20, "an entry in triage")

    given = routing.call("assign_triage", SUPERVISOR, number="4829130757", department="dot", reason="A pothole")

    assert (given["department"], given["reason"], given["promised_by"]) == ("dot", "triaged", None)
    assert routing.call("list_triage", SUPERVISOR)["items"] == []


def test_a_departments_account_reads_its_own_queue_and_nothing_else(routing):
    routing.start()
    access = routing.call("provision_department", ADMINISTRATOR, code="dot")

    with Connection(access["amqp_uri"]) as connection:
        Queue(access["queue"], no_declare=True)(connection.channel()).get(no_ack=True)
        for forbidden in (_read_another, _publish, _declare, _bind):
            with pytest.raises(AccessRefused):
                forbidden(connection.channel())


def _read_another(channel):
    channel.basic_consume("department.waste")


def _publish(channel):
    from amqp import Message

    channel.confirm_select()
    channel.basic_publish(Message("{}"), "routing.events", "request_assigned.dot.none")
    channel.basic_publish_confirm(Message("{}"), "routing.events", "request_assigned.dot.none")


def _declare(channel):
    channel.queue_declare("department.dot.mine")


def _bind(channel):
    channel.queue_bind("department.dot", "routing.events", "#")


def test_a_new_password_ends_the_old_one(routing):
    from amqp.exceptions import AccessRefused as Refused

    routing.start()
    old = routing.call("provision_department", ADMINISTRATOR, code="dot")["amqp_uri"]
    routing.call("provision_department", ADMINISTRATOR, code="dot")

    with pytest.raises(Refused), Connection(old) as connection:
        connection.connect()


def test_only_an_administrator_gives_accounts(routing):
    routing.start()

    with pytest.raises(Forbidden):
        routing.call("provision_department", SUPERVISOR, code="dot")


def test_every_department_has_a_queue_that_holds_only_its_own_events(routing):
    routing.start()
    routing.open(*requests(3))
    wait_for_messages(routing.uri, 3, "department.finance")

    wait_until(lambda: has_queue(routing, "department.waste"), 20, "the queue of waste")

    assert take(routing.uri, "department.waste") == []


def test_a_queue_that_somebody_deleted_is_made_again_and_counted(routing):
    running = routing.start(HUB311_QUEUE_LOOK_SECONDS="0.2")
    wait_until(lambda: has_queue(routing, "department.waste"), 20, "the queue of waste")

    with Connection(routing.uri) as connection:
        connection.channel().queue_delete("department.waste")
        connection.channel().queue_unbind("department.dot", "routing.events", "*.dot.#")

    running.wait_for_metric("department_queues_mended_total", 2)
    assert has_queue(routing, "department.waste")


def has_queue(routing, name):
    with Connection(routing.uri) as connection:
        try:
            connection.channel().queue_declare(name, passive=True)
        except NotFound:
            return False
    return True


def test_two_processes_share_the_work_and_give_every_position_once(routing):
    if routing.databases.kind != "postgresql":
        pytest.skip("SQLite has one process per service")
    routing.start()
    routing.start()
    routing.open(*requests(300))

    queued = events_of(wait_for_messages(routing.uri, 300, "department.finance"))

    assert [event["position"] for event in queued] == list(range(1, 301))
    assert len({event["subject"] for event in queued}) == 300


def test_a_killed_process_loses_and_doubles_nothing(routing):
    running = routing.start()
    routing.open(*requests(200))
    running.wait_for_metric('requests_routed_total{outcome="assigned"}', 1)
    running.kill()

    running.start()
    routing.open(*requests(50, first=2000000000))

    routing.wait_for_work(250, FINANCE)
    feed = routing.wait_for_feed(250, FINANCE)
    assert len({event["subject"] for event in feed}) == 250
    assert [event["position"] for event in feed] == list(range(1, 251))
