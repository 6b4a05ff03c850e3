"""The directory and its numbers."""

import pytest

from services.kb import directory
from tests.kb.sample import FRIDAY_NOON, ZONE, an_agency

PUBLIC = (directory.PUBLIC,)


def numbers_seen(roles, **members):
    rules = directory.rules_seen_by(roles)
    described = directory.describe_agency(an_agency(**members), "en", rules, (FRIDAY_NOON, ZONE))
    return [row["number"] for row in described["numbers"]]


@pytest.mark.parametrize(
    ("roles", "numbers"),
    [
        pytest.param((), ["410-555-0100"], id="the public sees public numbers"),
        pytest.param(("council_office",), ["410-555-0100"], id="a council office is no agent"),
        pytest.param(("agent",), ["410-555-0100", "410-555-0111"], id="an agent sees what agents may use"),
        pytest.param(
            ("relationship_manager",),
            ["410-555-0100", "410-555-0111", "410-555-0199"],
            id="its keeper sees all",
        ),
    ],
)
def test_each_caller_sees_the_numbers_of_its_rules(roles, numbers):
    assert numbers_seen(roles) == numbers


def test_a_rule_that_nobody_knows_is_the_strictest():
    assert numbers_seen((), phone=None, numbers=[{"number": "410-555-0123", "publish": "perhaps"}]) == []


def test_a_main_number_that_is_not_public_is_not_shown_to_the_public():
    entry = an_agency(numbers=[{"number": "410-555-0100", "use": "main", "publish": "agents_only"}])

    described = directory.describe_agency(entry, "en", PUBLIC, (FRIDAY_NOON, ZONE))

    assert described["phone"] is None


def test_the_name_comes_in_the_readers_language():
    described = directory.describe_agency(an_agency(), "es", PUBLIC, (FRIDAY_NOON, ZONE))

    assert (described["name"], described["fallback"]) == ("Administración Estatal de Carreteras", False)


def test_a_missing_language_falls_back_to_english_and_says_so():
    described = directory.describe_agency(an_agency(), "fr", PUBLIC, (FRIDAY_NOON, ZONE))

    assert (described["language"], described["fallback"]) == ("en", True)


def test_routings_copy_has_the_public_number():
    copy = directory.copy_entry(an_agency())

    assert (copy["phone"], copy["phone_publish"]) == ("410-555-0100", "public")


def test_routings_copy_never_has_a_number_that_is_never_given_out():
    copy = directory.copy_entry(an_agency(phone=None, numbers=[{"number": "410-555-0199", "publish": "never"}]))

    assert (copy["phone"], copy["phone_publish"]) == (None, "never")
