"""The sample county's departments, services, rules and directory agree with one another and with the map."""

import re
from collections import Counter
from datetime import date

import pytest

from tests.deploy.sample_county import URLS, area_codes, codes, layer, load, phones

LEVELS = {"federal", "state", "municipal", "county", "nonprofit", "other-n11"}
LISTS = {"singlevaluelist", "multivaluelist"}
DATATYPES = LISTS | {"string", "number", "datetime", "text"}
NOT_AREAS = {"road_owner", "answers"}


def services(rule):
    named = rule["service"]
    return sorted(codes("service_types")) if named == "*" else [named] if isinstance(named, str) else named


@pytest.mark.parametrize(
    ("name", "least"),
    [("departments", 12), ("service_types", 60), ("directory", 40), ("facilities", 60), ("articles", 80)],
)
def test_the_county_is_rich_enough_to_show_everything(name, least):
    assert len(load(name)) >= least


@pytest.mark.parametrize(
    ("name", "member"),
    [(n, "code") for n in ("departments", "service_types", "rules")]
    + [(n, "id") for n in ("directory", "facilities", "articles")],
)
def test_a_code_is_given_once_and_fits_a_routing_key(name, member):
    times = Counter(row[member] for row in load(name))

    assert set(times.values()) == {1}
    assert all(re.fullmatch(r"[a-z0-9-]+", code) for code in times)


def test_every_service_type_has_a_department_but_the_one_that_goes_to_triage():
    without = [row["code"] for row in load("service_types") if row["department"] not in codes("departments")]

    assert without == ["something-else"]
    assert not any("something-else" in services(rule) for rule in load("rules"))


def test_work_is_spread_over_every_department():
    assert {row["department"] for row in load("service_types")} - {None} == codes("departments")


@pytest.mark.parametrize("office", load("offices"), ids=lambda office: office["code"])
def test_an_office_represents_districts_that_are_on_the_map(office):
    drawn = {(one["layer"], one["code"]) for one in office["represents"]}

    assert drawn
    assert all(code in area_codes(kind) for kind, code in drawn)
    assert office["code"] not in codes("departments")


def test_a_department_s_work_carries_a_promise_that_can_be_kept():
    work = [row for row in load("service_types") if row["department"]]

    assert all(0 <= row["first_action_business_days"] <= row["promise_business_days"] for row in work)


@pytest.mark.parametrize("row", load("service_types"), ids=lambda row: row["code"])
def test_questions_are_ordered_and_only_lists_offer_values(row):
    questions = row["questions"]

    assert [question["order"] for question in questions] == list(range(1, len(questions) + 1))
    assert all(question["datatype"] in DATATYPES for question in questions)
    assert all(bool(question["values"]) == (question["datatype"] in LISTS) for question in questions)


def test_at_least_six_service_types_ask_several_questions():
    assert sum(len(row["questions"]) > 1 for row in load("service_types")) >= 6


def test_a_pothole_may_be_in_the_left_center_or_right_lane():
    pothole = next(row for row in load("service_types") if row["code"] == "pothole")

    lanes = next(question["values"] for question in pothole["questions"] if question["code"] == "lane")

    assert [value["key"] for value in lanes] == ["left", "center", "right"]


@pytest.mark.parametrize("rule", load("rules"), ids=lambda rule: rule["code"])
def test_a_rule_names_only_services_departments_and_agencies_that_exist(rule):
    assert set(services(rule)) <= codes("service_types")
    assert len(rule["then"]) == 1
    assert set(rule["then"].get("department", "dot").split()) <= codes("departments")
    assert set(rule["then"].get("agency", "state-highways").split()) <= codes("directory", "id")


@pytest.mark.parametrize("rule", load("rules"), ids=lambda rule: rule["code"])
def test_a_rule_names_only_places_that_are_on_the_map(rule):
    owners = {properties["owner"] for properties, _ in layer("roads")}
    areas = {kind: named for kind, named in rule["when"].items() if kind not in NOT_AREAS}

    assert rule["when"].get("road_owner", "state") in owners
    assert all(set(named) <= area_codes(kind) for kind, named in areas.items())


@pytest.mark.parametrize("rule", load("rules"), ids=lambda rule: rule["code"])
def test_a_rule_names_only_answers_that_can_be_given(rule):
    asked = {row["code"]: row["questions"] for row in load("service_types")}
    offered = {
        (question["code"], value["key"])
        for service in services(rule)
        for question in asked[service]
        for value in question["values"]
    }

    assert {(code, key) for code, keys in rule["when"].get("answers", {}).items() for key in keys} <= offered


def test_rules_of_one_priority_never_claim_the_same_request():
    claims = Counter(
        (rule["priority"], service, str(sorted(rule["when"].items())))
        for rule in load("rules")
        for service in services(rule)
    )

    assert max(claims.values()) == 1


def test_every_municipality_is_in_the_directory_and_keeps_its_own_streets():
    keepers = {rule["when"].get("road_owner") for rule in load("rules") if "agency" in rule["then"]}

    assert {f"municipality:{code}" for code in area_codes("municipality")} <= keepers


@pytest.mark.parametrize("entry", load("directory"), ids=lambda entry: entry["id"])
def test_a_directory_entry_has_an_owner_a_class_and_its_public_number_among_its_numbers(entry):
    public = [number["number"] for number in entry["numbers"] if number["publish"] == "public"]

    assert entry["owner_department"] in codes("departments")
    assert entry["level"] in LEVELS
    assert entry["class"] in {"county", "funded", "external"}
    assert entry["phone"] in public
    assert date.fromisoformat(entry["verified_on"]) < date.fromisoformat(entry["review_on"])


def test_the_directory_covers_every_level_class_and_rule_of_publication():
    published = {number["publish"] for entry in load("directory") for number in entry["numbers"]}

    assert {entry["level"] for entry in load("directory")} == LEVELS
    assert {entry["class"] for entry in load("directory")} == {"county", "funded", "external"}
    assert published == {"public", "agents_only", "never"}


def test_every_telephone_number_is_a_made_up_or_a_three_digit_one():
    ours = phones() - {load("county")["ten_digit"]}

    assert [n for n in ours if not re.fullmatch(r"\d{3}-555-01\d\d|[2-9]11|988", n)] == []


def test_a_telephone_number_belongs_to_one_office():
    owned = Counter(row["phone"] for name in ("departments", "facilities") for row in load(name))
    owned.update({number["number"] for entry in load("directory") for number in entry["numbers"]})

    assert [number for number, times in owned.items() if times > 1] == []


def test_no_address_on_the_web_is_a_real_one():
    assert [url for url in URLS if not re.match(r"https://www\.[a-z0-9]+\.example(/|$)", url)] == []


def test_everything_that_residents_read_in_two_languages_is_there_in_both():
    named = [row["name"] for name in ("departments", "service_types", "directory") for row in load(name)]
    named += [rule["because"] for rule in load("rules")]

    assert all(text["en"] and text["es"] for text in named)
