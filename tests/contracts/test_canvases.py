"""A canvas lists exactly what the code of its service has: calls, events, tables, metrics, settings."""

import ast
import re

import pytest

from services.common.topology import unheard
from tests.contracts.written import SERVICES, Written, name_of

every_service = pytest.mark.parametrize("service", SERVICES, ids=name_of)


@every_service
def test_the_canvas_lists_every_call_once_and_no_other(service):
    assert sorted(service.listed("Calls")) == sorted(service.calls)


@every_service
def test_the_canvas_lists_every_event_once_and_no_other(service):
    assert sorted(service.listed("Events")) == sorted(service.events)


@every_service
def test_the_canvas_lists_every_table_once_and_no_other(service):
    assert sorted(service.listed("Tables")) == sorted(service.tables)


@pytest.mark.parametrize("service", [*SERVICES, Written("common"), Written("../gateway")], ids=name_of)
def test_the_canvas_lists_every_metric_once_and_no_other(service):
    assert sorted(service.listed("Metrics")) == sorted(service.metrics)


@every_service
def test_the_canvas_names_every_setting_and_no_other(service):
    assert set(re.findall(r"HUB311_[A-Z_]*[A-Z]", service.section("Settings"))) == service.settings


@every_service
def test_the_canvas_names_what_is_heard(service):
    heard = getattr(service.contract, "HEARS", {})
    named = {name for names in heard.values() for name in names if name != "#"}

    assert {name for name in named if f"`{name}`" not in service.canvas} == set()
    assert {source for source, names in heard.items() if "#" in names and source not in service.canvas} == set()


@every_service
def test_the_service_answers_each_of_its_calls_once(service):
    answered = [use.args[0].attr.lower() for use in service.decorated("answers") if hasattr(use.args[0], "attr")]

    assert sorted(answered) == sorted(service.calls)


def heard_by(service: Written) -> set[tuple[str, str]]:
    """Source and event of everything that a service has a handler for."""
    found: set[tuple[str, str]] = set()
    for use in service.decorated("hear"):
        source, *words = use.args
        events = service.contract.HEARS[source.value] if isinstance(words[0], ast.Starred) else [w.value for w in words]
        found |= {(source.value, event) for event in events}
    return found


@every_service
def test_every_event_that_a_service_handles_is_said_and_bound(service):
    said = {(other.name, event) for other in SERVICES for event in other.events}
    heard = heard_by(service)

    assert heard - said == set()
    assert {(source, event) for source, event in heard if event in unheard(source)} == set()


@every_service
def test_every_event_that_a_service_has_bound_by_name_is_handled(service):
    bound = {(source, name) for source, names in service.contract.HEARS.items() for name in names if name != "#"}

    assert bound - heard_by(service) == set()
