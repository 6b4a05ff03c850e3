"""Messages of routing: true examples of each, and what is refused."""

import json
from pathlib import Path

import pytest
from marshmallow import RAISE

from services.common.contract import load
from services.common.errors import InvalidInput
from services.routing import contract

EXAMPLES = Path(contract.__file__).parents[1] / "examples"
SPOKEN = {event.event_name(): event for event in contract.EVENTS}


def example(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("call", contract.CALLS, ids=lambda call: call.name)
def test_each_call_has_a_true_example(call):
    load(call.request, example(f"{call.name}.request"))

    assert call.answer(unknown=RAISE).load(example(f"{call.name}.answer"))


@pytest.mark.parametrize("name", SPOKEN)
def test_each_event_has_a_true_example(name):
    said = example(name)

    assert said["type"] == f"hub311.routing.{name}.v1"
    assert SPOKEN[name](unknown=RAISE).load(said["data"])


def test_there_is_no_example_of_what_does_not_exist():
    calls = {f"{call.name}.{half}" for call in contract.CALLS for half in ("request", "answer")}

    assert {path.stem for path in EXAMPLES.glob("*.json")} == calls | set(SPOKEN)


@pytest.mark.parametrize(
    ("call", "message", "pointer"),
    [
        pytest.param(contract.COMPLETE_ASSIGNMENT, {"id": "a", "code": "done"}, "/text", id="no-text-for-the-resident"),
        pytest.param(
            contract.COMPLETE_ASSIGNMENT, {"id": "a", "code": "fixed", "text": "x"}, "/code", id="a-code-nobody-knows"
        ),
        pytest.param(contract.RETURN_ASSIGNMENT, {"id": "a"}, "/reason", id="returned-without-a-reason"),
        pytest.param(
            contract.HOLD_ASSIGNMENT,
            {"id": "a", "reason": "Frost", "until": "2026-12-01T08:00:00"},
            "/until",
            id="a-time-without-a-zone",
        ),
        pytest.param(contract.LIST_FEED, {"after": -1}, "/after", id="a-position-before-the-first"),
        pytest.param(contract.LIST_FEED, {"limit": 251}, "/limit", id="a-page-that-is-too-long"),
        pytest.param(contract.PREVIEW, {"service_code": "Pot Hole"}, "/service_code", id="no-code"),
        pytest.param(
            contract.SET_MEMBER, {"department": "dot", "subject": "x", "tier": "king"}, "/tier", id="no-such-tier"
        ),
        pytest.param(contract.ACCEPT_ASSIGNMENT, {"id": "a", "mood": "good"}, "/mood", id="an-unknown-member"),
    ],
)
def test_a_wrong_message_is_refused_with_a_pointer(call, message, pointer):
    with pytest.raises(InvalidInput) as refused:
        load(call.request, message)

    assert pointer in [error["pointer"] for error in refused.value.errors]
