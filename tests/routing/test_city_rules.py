"""Another city's queues as rules: an invented city here, a real one with `make check-rules`."""

import pytest

from tests.routing.check_promises import a_store
from tests.routing.city_rules import City, Codes, Filed
from tests.routing.city_trial import CityTrial

PAIRS = [("Pothole", "Roads North"), ("Pothole", "Roads South"), ("Pothole", "Bridges"), ("Lamp out", "Lamps"),
         ("Lamp out", "Contractor")]  # fmt: skip
WHEN = "2026-07-01 10:00:00"
FILED = [
    *[Filed("Pothole", "Roads North", "Harbor", WHEN)] * 6,
    *[Filed("Pothole", "Roads South", "Hill", WHEN)] * 5,
    *[Filed("Pothole", "Roads South", "Harbor", WHEN)] * 2,
    Filed("Pothole", "Bridges", "Harbor", WHEN),
    *[Filed("Lamp out", "Lamps", "Hill", WHEN)] * 4,
    Filed("Lamp out", "Contractor", "", WHEN),
]


@pytest.fixture
def store(tmp_path):
    """An empty database."""
    made = a_store(tmp_path)
    yield made
    made.engine.dispose()


def test_dry_run_activation_and_routing_agree_for_every_request(store):
    report = CityTrial(store, City(PAIRS, FILED)).run(FILED)

    assert (report.faults, report.disagreements) == ([], [])
    # Without rules all potholes go to Roads South, which has most: six of North, one of Bridges, one lamp move.
    assert (report.different, report.as_the_city) == (8, len(FILED))


def test_every_pair_has_a_rule():
    city = City(PAIRS, FILED)

    rules = city.rule_entries().values()

    pairs = {(city.types[kind], city.departments[queue]) for kind, queue in PAIRS}
    assert {(rule["service"], rule["then"]["department"]) for rule in rules} == pairs


def test_codes_of_different_names_are_different():
    codes = Codes()

    assert [codes["Tree (Park)"], codes["Tree: park"], codes["Tree (Park)"]] == [
        "tree-park",
        "tree-park-2",
        "tree-park",
    ]
