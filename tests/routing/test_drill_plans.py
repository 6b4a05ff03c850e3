"""A drill's request is one that the rules give to the department, and that intake takes."""

import pytest

from services.intake.openings import check
from services.routing.launch.planning import WORDS, answer, plan
from services.routing.work.places import NOWHERE
from tests.routing.sample import a_catalogue, a_place, the_catalogue


@pytest.mark.parametrize("department", sorted(the_catalogue().departments))
def test_every_department_of_the_sample_county_can_be_drilled_with_a_request_that_intake_takes(department):
    wish = plan(the_catalogue(), department, NOWHERE, None)

    assert wish is not None
    check(wish | {"anonymous": False, "language": "en"}, the_catalogue().services[wish["service_code"]])


def test_a_type_that_needs_a_place_says_in_words_that_there_is_none():
    assert plan(the_catalogue(), "dot", NOWHERE, None)["location"] == {"text": WORDS}


def test_at_a_place_that_rules_give_to_others_another_type_is_taken():
    rules = [{"code": "state", "service": "pothole", "when": {"road_owner": "state"}, "then": {"agency": "sha"}}]

    assert plan(a_catalogue(rules), "dot", a_place("state"), {"lat": 39.1, "long": -77.15}) is None
    assert plan(a_catalogue(rules), "dot", NOWHERE, None)["service_code"] == "pothole"


def test_a_department_that_gets_work_by_rules_alone_is_drilled_by_a_rule():
    when = {"answers": {"surface": ["private"]}}
    question = {"code": "surface", "label": {"en": "On what?"}, "datatype": "singlevaluelist"}
    question["values"] = [{"key": "road", "name": {"en": "Road"}}, {"key": "private", "name": {"en": "Private"}}]
    rules = [{"code": "private", "service": "pothole", "when": when, "then": {"department": "waste"}}]

    wish = plan(a_catalogue(rules, questions=[question]), "waste", NOWHERE, None)

    assert (wish["service_code"], wish["answers"]) == ("pothole", {"surface": "private"})


def test_a_department_without_any_work_has_no_plan():
    assert plan(a_catalogue(), "waste", NOWHERE, None) is None


def test_no_answer_is_chosen_with_which_311_would_stop():
    stop = {"to": "911", "text": {"en": "Call 911."}}
    values = [{"key": "yes", "name": {"en": "Yes"}, "stop": stop}, {"key": "no", "name": {"en": "No"}}]
    question = {"code": "fire", "datatype": "singlevaluelist", "required": True, "values": values}

    assert answer({"questions": [question]}, {}) == {"fire": "no"}
    assert answer({"questions": [question]}, {"fire": "yes"}) is None
