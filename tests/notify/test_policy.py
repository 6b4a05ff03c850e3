"""Who may read what notify keeps: the county's desks all of it, a department its own, residents nothing."""

import pytest

from services.common.caller import ANONYMOUS, Caller
from services.common.errors import Forbidden, Unauthenticated
from services.notify import contract
from services.notify.policy import allow, department_of

MESSAGES, UNREACHABLE = contract.LIST_MESSAGES.name, contract.LIST_UNREACHABLE.name
BATCHES = contract.READ_LETTER_BATCHES.name
SERVICE = Caller("service", "intake")


def staff(*roles, department=None):
    return Caller("staff", "s-1", roles, department=department)


def may(caller, call):
    try:
        allow(caller, call)
    except (Forbidden, Unauthenticated):
        return False
    return True


@pytest.mark.parametrize(
    ("caller", "allowed"),
    [
        pytest.param(SERVICE, {MESSAGES, UNREACHABLE, BATCHES}, id="another service"),
        pytest.param(staff("agent"), {MESSAGES, UNREACHABLE}, id="an agent calls whom no mail reaches"),
        pytest.param(staff("operations"), {MESSAGES, UNREACHABLE, BATCHES}, id="operations look after the printer"),
        pytest.param(staff("employee"), set(), id="a claim makes nobody a member of a department"),
        pytest.param(staff("analyst"), set(), id="an analyst counts and reads nobody's messages"),
        pytest.param(Caller("resident", "r-1"), set(), id="a resident"),
        pytest.param(ANONYMOUS, set(), id="nobody in particular"),
    ],
)
def test_the_table_says_who_may_read(caller, allowed):
    assert {call for call in (MESSAGES, UNREACHABLE, BATCHES) if may(caller, call)} == allowed


def test_a_call_that_the_table_does_not_name_is_refused_to_everyone():
    assert not may(staff("administrator"), "send_message")
    assert not may(SERVICE, "send_message")


@pytest.mark.parametrize(
    ("caller", "department"),
    [
        pytest.param(SERVICE, None, id="a service sees all"),
        pytest.param(staff("supervisor"), None, id="so does the county's own desk"),
        pytest.param(staff("manager", department="dot"), "dot", id="a department sees its own"),
        pytest.param(staff("manager"), "none", id="a manager of no department sees nothing"),
    ],
)
def test_a_department_sees_the_messages_of_its_own_requests(caller, department):
    assert department_of(caller) == department
