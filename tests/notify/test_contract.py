"""Messages of notify: true examples of each, a canvas that says what the code does, and who may call."""

import json
import re
from pathlib import Path

import pytest

from services.common.caller import Caller
from services.common.contract import load
from services.common.envelope import read
from services.common.errors import Forbidden, InvalidInput
from services.notify import contract, measures, models
from services.notify.policy import POLICY, allow, department_of

FOLDER = Path(contract.__file__).parent
CANVAS = (FOLDER / "README.md").read_text("utf-8")


def example(name: str):
    return json.loads((FOLDER / "examples" / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("call", contract.CALLS, ids=lambda call: call.name)
def test_each_call_has_a_true_example_of_question_and_answer(call):
    load(call.request, example(f"{call.name}.request"))
    answer = load(call.answer, example(f"{call.name}.answer"))

    assert all(item for item in answer.values() if isinstance(item, list))


@pytest.mark.parametrize("event", contract.EVENTS, ids=lambda event: event.event_name())
def test_each_event_has_a_true_example(event):
    message = example(event.event_name())

    heard = read(json.dumps(message))

    assert (heard.source, heard.type) == ("notify", event.event_name())
    assert set(load(event, heard.data)) == set(heard.data) == set(event._declared_fields)


def test_there_is_no_example_of_what_does_not_exist():
    calls = {f"{call.name}.{end}" for call in contract.CALLS for end in ("request", "answer")}

    assert {path.stem for path in (FOLDER / "examples").glob("*.json")} == calls | {
        event.event_name() for event in contract.EVENTS
    }


def named(heading: str) -> set[str]:
    """The names in the first column of a table of the canvas."""
    section = CANVAS.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([a-z_]+)` \|", section, re.M))


def test_the_canvas_lists_calls_events_tables_and_metrics():
    common = {"outbox", "event_sequences", "inbox", "heard_up_to"}

    assert named("Calls") == {call.name for call in contract.CALLS}
    assert named("Events") == {event.event_name() for event in contract.EVENTS}
    assert named("Tables") == set(models.Base.metadata.tables) - common
    assert named("Metrics") == {name for name in vars(measures) if name != "metrics" and name[0] != "_"}


def test_the_canvas_names_every_setting():
    read_here = set(re.findall(r"HUB311_[A-Z_]+", (FOLDER / "office.py").read_text()))

    assert read_here <= set(re.findall(r"HUB311_[A-Z_]+", CANVAS))


def test_every_call_stands_in_the_policy():
    assert set(POLICY) == {call.name for call in contract.CALLS}


@pytest.mark.parametrize("call", contract.CALLS, ids=lambda call: call.name)
@pytest.mark.parametrize("caller", [Caller(), Caller(kind="resident", subject="482-913-0757")], ids=lambda c: c.kind)
def test_residents_and_strangers_read_nothing(call, caller):
    with pytest.raises(Forbidden):
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
