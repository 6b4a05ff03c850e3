"""Every address and every call has its row in a policy, and the table that people read says what the policies say."""

import importlib

import pytest

from deploy import access
from gateway.route import Route
from services.common.policy import ANYONE, EVERYBODY, SERVICE
from services.common.settings import contracts, service_names

REFUSED = "·"


def of(service, module):
    return importlib.import_module(f"services.{service}.{module}")


def rows():
    """The cells of the table as it stands in its file, by address."""
    table = [line.strip("| ").split(" | ") for line in access.FILE.read_text().splitlines() if line.startswith("| `")]
    return {cells[0].strip("`"): dict(zip(access.LEVELS, cells[1:], strict=True)) for cells in table}


def test_the_table_in_the_file_is_what_the_policies_say():
    assert access.FILE.read_text() == access.written(), "read what changed after `make access`, then commit it"


def test_every_address_stands_in_the_table():
    assert set(rows()) == {f"{route.method} {route.path}" for route in access.routes()}


def test_a_route_of_which_no_policy_knows_is_named():
    route = Route("POST", "/v1/cats", "intake.stroke_cat", "Stroke a cat")

    with pytest.raises(access.NoRow, match=r"POST /v1/cats: services/intake/calls.py .* intake\.stroke_cat"):
        access.scope(route, "agent")


@pytest.mark.parametrize("service", service_names())
def test_every_call_of_a_service_has_its_actions_and_every_action_its_row(service):
    named, table = of(service, "calls").CALLS, of(service, "policy").POLICY

    assert set(named) == {call.name for call in dict(contracts())[service].CALLS}
    assert {action for actions in named.values() for action in actions} <= {*table, *EVERYBODY}
    assert {action for actions in named.values() for action in actions} >= set(table) - INSIDE.get(service, set())


# Actions that a call takes only for some of its objects; they stand in no call's row.
INSIDE = {"intake": {"contact.amend_later", "contact.read_employee_complaint", "handover.oversee", "resident.see"}}


@pytest.mark.parametrize("service", service_names())
def test_every_level_of_a_policy_is_one_that_exists(service):
    levels = {level for row in of(service, "policy").POLICY.values() for level in row}

    assert levels <= {*access.LEVELS, ANYONE, SERVICE}


@pytest.mark.parametrize(
    ("address", "level", "cell"),
    [
        pytest.param("GET /v1/requests/{number}", "anonymous", "pub", id="a number alone shows what is public"),
        pytest.param("GET /v1/requests/{number}", "employee", "dept", id="a department reads its own"),
        pytest.param("GET /v1/requests", "resident", REFUSED, id="residents search nobody's requests"),
        pytest.param("GET /v1/contacts/{id}", "analyst", REFUSED, id="an analyst counts and reads nobody"),
        pytest.param("POST /v1/keys", "supervisor", REFUSED, id="keys are made by administrators alone"),
        pytest.param("PATCH /v1/requests/{number}", "auditor", REFUSED, id="an auditor changes nothing"),
        pytest.param("GET /v1/requests", "council_office", REFUSED, id="a council office reads nobody's words"),
    ],
)
def test_the_table_is_read_as_it_is_meant(address, level, cell):
    assert rows()[address][level] == cell


def test_an_auditor_reads_and_never_writes():
    written = [address for address, cells in rows().items() if not address.startswith("GET")]

    held = {address for address in written if rows()[address]["auditor"] != rows()[address]["anonymous"]}

    assert held <= {"POST /v1/requests"}
