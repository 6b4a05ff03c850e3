"""Faults of rules: contradictions, rules that are never reached, circles, names that do not exist."""

import random

import pytest

from services.routing.catalogue.coverage import Boxes
from services.routing.catalogue.faults import find_faults
from services.routing.catalogue.rules import read_rule, sort_rules
from services.routing.work.decisions import decide
from tests.routing.sample import a_calendar, a_catalogue, a_place, a_request, the_catalogue

SIZE = {"code": "size", "datatype": "singlevaluelist", "label": "How large?",
        "values": [{"key": "small", "name": "Small"}, {"key": "large", "name": "Large"}]}  # fmt: skip


def a_rule(code, department="waste", priority=0, service="pothole", **when):
    return {"code": code, "service": service, "when": when, "then": {"department": department}, "priority": priority}


def faults(*rules, **service):
    found = find_faults(a_catalogue(list(rules), **service))
    return {(fault.kind, fault.severity, fault.code, fault.others) for fault in found}


def test_the_rules_of_the_sample_county_have_no_error():
    assert [fault for fault in find_faults(the_catalogue()) if fault.severity == "error"] == []


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        pytest.param({"road_owner": "county"}, {"council_district": "3"}, True, id="different-things"),
        pytest.param({"road_owner": "county"}, {"road_owner": ["county", "state"]}, True, id="one-value-in-common"),
        pytest.param({"road_owner": "county"}, {"road_owner": "state"}, False, id="no-value-in-common"),
        pytest.param({"time": "22:00-06:00"}, {"time": "mon 05:00-07:00"}, True, id="an-hour-in-common"),
        pytest.param({"time": "22:00-06:00"}, {"time": "06:00-22:00"}, False, id="no-minute-in-common"),
        pytest.param({"time": "open"}, {"time": "22:00-06:00"}, False, id="offices-are-closed-at-night"),
        pytest.param({"time": "closed"}, {"time": "mon 10:00-11:00"}, True, id="a-holiday-may-be-a-monday"),
    ],
)
def test_two_rules_that_go_at_the_same_time_contradict_each_other_where_they_meet(first, second, meet):
    found = faults(a_rule("a", "dot", **first), a_rule("b", "waste", **second))

    assert (("conflict", "error", "a", ("b",)) in found) is meet


def test_two_rules_that_name_the_same_department_are_no_contradiction():
    found = faults(a_rule("a", "dot", road_owner="county"), a_rule("b", "dot", council_district="3"))

    assert found == set()


def test_a_rule_behind_a_wider_one_is_never_reached():
    agency = a_rule("wide", priority=5, road_owner=["state", "county"]) | {"then": {"agency": "state-highways"}}

    found = faults(agency, a_rule("narrow", "dot", road_owner="state", council_district="3"))

    assert ("unreachable", "error", "narrow", ("wide",)) in found


def test_a_rule_behind_several_that_leave_nothing_of_it_is_never_reached():
    agency = {"then": {"agency": "state-highways"}}
    before = [
        a_rule("small", priority=5, answers={"size": "small"}) | agency,
        a_rule("large", priority=5, answers={"size": "large"}) | agency,
    ]

    found = faults(*before, a_rule("both", "dot", answers={"size": ["small", "large"]}), questions=[SIZE])

    assert ("unreachable", "error", "both", ("large", "small")) in found


def test_a_rule_behind_a_departments_is_reached_when_it_returns_the_work():
    found = faults(a_rule("first", "dot", 5, road_owner="county"), a_rule("then", "waste", road_owner="county"))

    assert found == {("unreachable", "warning", "then", ("first",))}


def test_a_referral_to_a_number_of_the_county_is_a_circle():
    catalogue = a_catalogue([a_rule("out") | {"then": {"agency": "state-highways"}}])
    catalogue.departments["dot"]["phone"] = "(410) 555-0100"

    assert [fault.kind for fault in find_faults(catalogue)] == ["referral_cycle"]


def test_names_that_do_not_exist_are_found():
    strange = a_rule("strange", "moon", service=["pothole", "crater"], partnership="nasa", answers={"size": "huge"})

    kinds = {kind for kind, severity, _, _ in faults(strange, questions=[SIZE]) if severity == "error"}

    assert kinds == {"unknown_department", "unknown_service", "unknown_partnership", "unknown_answer"}


def test_a_type_of_work_for_which_no_department_answers_is_named():
    assert faults(department=None) == {("no_department", "warning", "pothole", ())}


@pytest.mark.parametrize("seed", range(40))
def test_what_is_called_unreachable_never_decides_and_what_is_not_can(seed):
    dice = random.Random(seed)
    values = {"road_owner": ["county", "state", "private"], "municipality": ["riverton", "fennimore", "millbrook"]}
    rules = sort_rules(read_rule(_random_rule(dice, values, code), 1) for code in "abcde")
    boxes = Boxes(rules, a_calendar())
    unreached = {rule.code for place, rule in enumerate(rules) if boxes.covered(rule, rules[:place])}

    deciding = {_decides(rules, owner, town) for owner in [*values["road_owner"], "other"]
                for town in [*values["municipality"], "other"]}  # fmt: skip

    assert unreached == {rule.code for rule in rules} - deciding


def _random_rule(dice, values, code):
    when = {about: dice.sample(of, dice.randint(1, 3)) for about, of in values.items() if dice.random() < 0.7}
    return a_rule(code, f"dept-{code}", dice.randint(0, 3), **when)


def _decides(rules, owner, town):
    entries = [
        {"code": rule.code, "service": "pothole", "priority": rule.priority, "then": {"department": rule.department},
         "when": {one.about: sorted(one.wanted) for one in rule.conditions}}
        for rule in rules
    ]  # fmt: skip
    catalogue = a_catalogue(entries)
    catalogue.departments.update({rule.department: {"version": 1} for rule in rules})
    choice = decide(catalogue, a_request("pothole", a_place(owner, municipality=town)))
    return choice.rule.code if choice.rule else None
