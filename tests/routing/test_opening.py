"""New requests: each gets one decision, and what follows from it is written and said together."""

from sqlalchemy import func, select

from services.routing.models import AssignmentHistory, Case, Decision, TriageItem
from services.routing.work.callbacks import to_check
from tests.routing.desk import NUMBER, opened
from tests.routing.sample import a_place


def test_a_request_is_assigned_with_a_promise_from_the_business_calendar(desk):
    desk.open(opened())

    [said] = desk.said()
    assert said["type"] == "hub311.routing.request_assigned.v1"
    assert said["data"]["department"] == "dot"
    assert said["data"]["promised_by"] == "2026-11-19T22:00:00.000Z"
    assert said["data"]["first_action_by"] == "2026-11-17T22:00:00.000Z"


def test_the_event_names_districts_and_area_but_no_address(desk):
    place = a_place("county", council_district="3", zip_code="21301", service_area="mid-county")

    desk.open(opened(), place=place)

    data = desk.said()[0]["data"]
    assert data["districts"]["council_district"] == {"code": "3", "name": "3", "version": 7}
    assert (data["area"], data["zip"], data["council_district"]) == ("Mid-County", "21301", "3")
    assert (data["road_owner"], data["rule"], data["reason"], data["level"]) == ("county", None, "opened", 3)


def test_the_event_that_led_to_the_decision_is_its_cause(desk):
    event = opened()

    desk.open(event)

    assert desk.said()[0]["causationid"] == event.id


def test_a_letter_counts_from_the_day_on_which_it_came(desk):
    desk.open(opened(received_at="2026-11-12T15:00:00Z"))

    assert desk.said()[0]["data"]["promised_by"] == "2026-11-17T22:00:00.000Z"


def test_a_request_on_a_state_road_is_referred_with_the_number_to_call(desk):
    desk.open(opened(language="es"), place=a_place("state"))

    [said] = desk.said()
    assert said["type"] == "hub311.routing.request_referred.v1"
    assert said["data"]["referral"] == {
        "class": "external",
        "tracked": False,
        "code": "state-highways",
        "name": "Agencia Estatal de Carreteras, taller de Ashmere",
        "phone": "410-555-0100",
        "url": "https://www.state.example/highways",
        "because": "Esta carretera la mantiene el estado, no el condado.",
    }


def test_a_referred_request_is_looked_at_for_the_call_back_list(desk):
    desk.open(opened(), place=a_place("state"))

    with desk.store.reading() as session:
        assert to_check(session) == [NUMBER]


def test_nobody_is_called_back_in_a_drill(desk):
    desk.open(opened(drill=True), place=a_place("state"))

    with desk.store.reading() as session:
        assert to_check(session) == []
    assert desk.said()[0]["data"]["drill"] is True


def test_a_request_that_no_rule_covers_waits_in_triage(desk):
    desk.open(opened(service="something-else"))

    with desk.store.reading() as session:
        item = session.get(TriageItem, NUMBER)
    assert (item.reason, item.waiting) == ("no_rule", True)
    assert desk.said_types() == ["request_triaged"]


def test_a_batch_is_decided_together_each_by_its_own_place(desk):
    numbers = [f"10000000{i:02d}" for i in range(50)]

    desk.open(*(opened(number) for number in numbers))

    assert [said["subject"] for said in desk.said()] == numbers
    assert {said["sequence"] for said in desk.said()} == {"0000000001"}


def test_a_request_that_is_opened_twice_gets_one_assignment(desk):
    desk.open(opened())

    desk.open(opened())

    with desk.store.reading() as session:
        assert session.execute(select(func.count()).select_from(Decision)).scalar() == 1
    assert desk.said_types() == ["request_assigned"]


def test_free_answers_are_not_kept(desk):
    desk.open(opened(service="streetlight-out"), answers={"fault": "out", "pole_number": "behind Mrs Meyer's house"})

    with desk.store.reading() as session:
        assert session.get(Case, NUMBER).answers == {"fault": "out"}


def test_a_decision_keeps_its_trace_and_the_assignment_its_history(desk):
    desk.open(opened())

    with desk.store.reading() as session:
        decision = session.execute(select(Decision)).scalar_one()
        steps = session.execute(select(AssignmentHistory.step)).scalars().all()
    assert [tried["rule"] for tried in decision.trace["tried"]][:2] == ["private-road", "state-road"]
    assert steps == ["assigned"]
