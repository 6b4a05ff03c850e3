"""The running service: heard requests become work in departments' queues, on a real broker and real databases."""

import pytest

from deploy.processes import wait_until
from services.common.caller import Caller
from services.routing.contract.refusals import AssignmentNotFound, NotAccepted
from tests.brokers import events_of, wait_for_messages
from tests.routing.running import AGENT, SUPERVISOR, opened_now, requests

FINANCE = Caller("system", "key-3", department="finance")
DOT = Caller("system", "key-1", department="dot")
DONE = {"code": "done", "text": "The ticket is waived."}


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


def test_the_same_event_twice_is_one_assignment(routing):
    routing.start()
    events = requests(20)
    routing.open(*events, *events)
    routing.open(*events, *requests(1, first=2000000000))

    routing.wait_for_work(21, FINANCE)

    assert len(routing.wait_for_feed(21, FINANCE)) == 21


def test_requests_wait_while_geo_is_away_and_a_preview_says_that_it_is_unsure(routing):
    running = routing.start()
    routing.open(opened_now(point={"lat": 39.1, "long": -77.15}))
    running.wait_for_metric("hearing_stopped", 1)

    seen = routing.call("preview", AGENT, service_code="pothole", location={"lat": 39.1, "long": -77.15})

    assert seen["unsure"] == ["jurisdiction", "duplicates"]  # intake is not there either
    assert routing.call("list_assignments", DOT)["items"] == []


def test_the_place_decides_with_the_real_map(routing):
    routing.start_intake()
    routing.start_geo()
    routing.start()
    county, state = {"lat": 39.073285, "long": -77.159976}, {"lat": 39.0801, "long": -77.1502}

    seen = routing.call("preview", AGENT, service_code="pothole", location=state)
    routing.open(opened_now("1000000001", point=county), opened_now("1000000002", point=None, place_in_words=True))
    work = routing.wait_for_work(2, DOT)

    assert seen["districts"]["council_district"]["code"] == "4"
    assert {item["number"]: item["road_owner"] for item in work} == {"1000000001": "county", "1000000002": "county"}


def test_who_was_referred_and_reads_no_mail_comes_on_the_call_back_list(routing):
    routing.start_intake()
    routing.start()
    routing.open(opened_now(service="bus-stop", point=None, choices={"operator": "regional"}))

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
    routing.open(opened_now(service="something-else", point=None))
    wait_until(lambda: routing.call("list_triage", SUPERVISOR)["items"], 20, "an entry in triage")

    given = routing.call("assign_triage", SUPERVISOR, number="4829130757", department="dot", reason="A pothole")

    assert (given["department"], given["reason"], given["promised_by"]) == ("dot", "triaged", None)
    assert routing.call("list_triage", SUPERVISOR)["items"] == []


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
