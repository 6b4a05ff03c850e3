"""Messages of notify: what is refused with a pointer, and who may call."""

import pytest

from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput, Unauthenticated
from services.notify import contract
from services.notify.calls import CALLS
from services.notify.policy import allow, department_of


def test_every_call_stands_in_the_policy():
    assert set(CALLS) == {call.name for call in contract.CALLS}


@pytest.mark.parametrize("call", contract.CALLS, ids=lambda call: call.name)
@pytest.mark.parametrize("caller", [Caller(), Caller(kind="resident", subject="482-913-0757")], ids=lambda c: c.kind)
def test_residents_and_strangers_read_nothing(call, caller):
    with pytest.raises((Forbidden, Unauthenticated)):
        allow(caller, call.name)


def test_a_department_sees_its_own_requests_only():
    employee = Caller(kind="staff", roles=("employee",), department="transportation")
    agent = Caller(kind="staff", roles=("agent",))

    assert department_of(employee) == "transportation"
    assert department_of(agent) is None


@pytest.mark.parametrize(
    ("call", "message", "pointer"),
    [
        pytest.param(contract.LIST_MESSAGES, {}, "/number", id="no number"),
        pytest.param(contract.LIST_UNREACHABLE, {"limit": 251}, "/limit", id="too many"),
        pytest.param(contract.LIST_UNREACHABLE, {"limit": "10"}, "/limit", id="a number as text"),
        pytest.param(contract.READ_LETTER_BATCHES, {"cursor": "x" * 37}, "/cursor", id="a cursor that is none"),
        pytest.param(contract.READ_LETTER_BATCHES, {"name": "Ana"}, "/name", id="an unknown member"),
    ],
)
def test_a_wrong_question_is_refused_with_a_pointer(call, message, pointer):
    with pytest.raises(InvalidInput) as refused:
        load(call.request, message)

    assert [error["pointer"] for error in refused.value.errors] == [pointer]
