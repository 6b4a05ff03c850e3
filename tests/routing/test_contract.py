"""Messages of routing: what is refused with a pointer."""

import pytest

from services.common.contract import load
from services.common.errors import InvalidInput
from services.routing import contract


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
