"""Rules: which of them decides, and what is done where nobody knows enough."""

import pytest

from services.routing.catalogue.rules import read_rule
from services.routing.work.decisions import decide
from services.routing.work.places import NOWHERE
from tests.routing.sample import a_catalogue, a_place, a_request, the_catalogue


def a_rule(code, department="waste", priority=100, service="pothole", **when):
    return {"code": code, "service": service, "when": when, "then": {"department": department}, "priority": priority}


def rule_of(choice):
    return choice.rule.code if choice.rule else None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(a_request("pothole", a_place("state")), ("agency", "state-highways"), id="state-road"),
        pytest.param(a_request("pothole", a_place("county")), ("department", "dot"), id="county-road"),
        pytest.param(a_request("pothole", a_place()), ("department", "dot"), id="no-road-near"),
        pytest.param(
            a_request("sidewalk-repair", a_place("state")), ("department", "dot"), id="sidewalk-of-state-road"
        ),
        pytest.param(
            a_request("pothole", a_place("municipality:riverton")),
            ("agency", "riverton-public-works"),
            id="town-street",
        ),
        pytest.param(
            a_request("missed-trash", a_place(municipality="riverton")),
            ("agency", "riverton-public-works"),
            id="trash-in-a-town",
        ),
        pytest.param(a_request("missed-trash", a_place()), ("department", "waste"), id="trash-outside-towns"),
        pytest.param(
            a_request("tree-down", a_place("county"), wires="yes"),
            ("agency", "electric-cooperative"),
            id="tree-on-wires",
        ),
        pytest.param(
            a_request("graffiti", a_place(park="quarry-lake-park")), ("department", "recreation"), id="graffiti-in-park"
        ),
        pytest.param(a_request("something-else", NOWHERE), ("triage", None), id="nobody-named"),
    ],
)
def test_the_sample_county_routes(asked, expected):
    choice = decide(the_catalogue(), asked)

    assert (choice.kind, choice.code) == expected


def test_the_rule_with_the_higher_priority_decides():
    rules = [a_rule("low", "dot", 100, road_owner="county"), a_rule("high", "waste", 200, road_owner="county")]

    choice = decide(a_catalogue(rules), a_request("pothole", a_place("county")))

    assert rule_of(choice) == "high"


def test_of_two_rules_with_the_same_priority_the_more_precise_one_decides():
    rules = [
        a_rule("a-broad", "dot", road_owner="county"),
        a_rule("b-narrow", "waste", road_owner="county", council_district=["3"]),
    ]

    choice = decide(a_catalogue(rules), a_request("pothole", a_place("county", council_district="3")))

    assert rule_of(choice) == "b-narrow"


def test_a_rule_that_names_the_service_goes_before_one_for_all_services():
    rules = [a_rule("a-all", "dot", service="*"), a_rule("b-named", "waste")]

    choice = decide(a_catalogue(rules), a_request("pothole", a_place()))

    assert rule_of(choice) == "b-named"


def test_of_two_equal_rules_the_first_by_code_decides():
    choice = decide(a_catalogue([a_rule("b"), a_rule("a", "dot")]), a_request("pothole"))

    assert rule_of(choice) == "a"


def test_without_a_place_the_default_department_gets_it_and_the_trace_says_that_this_is_unsure():
    choice = decide(a_catalogue([a_rule("town", road_owner="state")]), a_request("pothole", NOWHERE))

    assert (choice.kind, choice.code, choice.unsure) == ("department", "dot", ("jurisdiction",))


def test_without_a_place_and_without_a_default_a_person_decides():
    catalogue = a_catalogue([a_rule("town", road_owner="state")], department=None)

    choice = decide(catalogue, a_request("pothole", NOWHERE))

    assert (choice.kind, choice.reason) == ("triage", "place_unknown")


def test_a_rule_that_fails_by_an_answer_leaves_no_doubt_about_the_place():
    rule = a_rule("state-pole", road_owner="state", answers={"pole": ["metal"]})

    choice = decide(a_catalogue([rule]), a_request("pothole", NOWHERE, pole="wood"))

    assert choice.unsure == ()


def test_an_answer_with_several_values_holds_when_one_of_them_is_wanted():
    rule = a_rule("wires", answers={"signs": ["wires"]})

    choice = decide(a_catalogue([rule]), a_request("pothole", signs=["smoke", "wires"]))

    assert choice.code == "waste"


def test_a_layer_that_is_not_loaded_is_named_as_unsure():
    choice = decide(a_catalogue([a_rule("flood", flood_zone=["a"])]), a_request("pothole", a_place("county")))

    assert (choice.code, choice.unsure) == ("dot", ("flood_zone",))


def test_a_crossing_of_two_owners_is_decided_by_the_likelier_road_and_named_as_unsure():
    choice = decide(the_catalogue(), a_request("pothole", a_place("county", "state")))

    assert (choice.code, choice.unsure) == ("dot", ("road_owner",))


def test_outside_the_county_a_person_decides():
    choice = decide(the_catalogue(), a_request("pothole", a_place("county", inside=False)))

    assert (choice.kind, choice.reason) == ("triage", "outside_county")


def test_a_type_without_a_place_does_not_care_where_the_resident_is():
    choice = decide(the_catalogue(), a_request("tax-payment-plan", a_place(inside=False)))

    assert choice.code == "finance"


def test_a_department_that_returned_it_does_not_get_it_again():
    choice = decide(the_catalogue(), a_request("pothole", a_place("private"), excluded=("housing",)))

    assert (choice.code, choice.trace["tried"][0]["result"]) == ("dot", "excluded")


def test_when_the_only_department_has_returned_it_a_person_decides():
    choice = decide(the_catalogue(), a_request("missed-trash", a_place(), excluded=("waste",)))

    assert (choice.kind, choice.reason) == ("triage", "returned_without_other")


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        pytest.param({"agency": "nobody"}, "agency_not_in_directory", id="an-agency-without-a-number-to-call"),
        pytest.param({"department": "closed"}, "no_such_department", id="a-department-that-is-gone"),
    ],
)
def test_a_rule_to_nowhere_ends_in_triage(then, reason):
    catalogue = a_catalogue([a_rule("odd") | {"then": then}])

    choice = decide(catalogue, a_request("pothole"))

    assert (choice.kind, choice.reason) == ("triage", reason)


def test_an_unknown_type_of_service_ends_in_triage():
    choice = decide(the_catalogue(), a_request("moon-dust"))

    assert (choice.kind, choice.reason) == ("triage", "unknown_service_type")


def test_the_trace_names_rule_version_what_was_compared_and_the_layer_version():
    choice = decide(the_catalogue(), a_request("pothole", a_place("state", council_district="2")))

    assert choice.trace["tried"][-1] == {
        "rule": "state-road",
        "version": 1,
        "result": "holds",
        "compared": [{"about": "road_owner", "wanted": ["state"], "found": "state", "result": "holds"}],
    }
    assert choice.trace["layers"] == {"council_district": 7}


def test_a_rule_must_name_one_target():
    with pytest.raises(ValueError, match="department or an agency"):
        read_rule({"code": "both", "then": {"department": "dot", "agency": "x"}}, 1)
