"""Steps of a request's life as routing tells them and staff make them."""

from typing import Any

from services.intake import changes, progress
from tests.intake.county import AGENT, County, heard

FOLLOW = {
    "request_assigned": progress.assigned,
    "request_referred": progress.referred,
    "request_triaged": progress.triaged,
    "assignment_accepted": progress.accepted,
    "assignment_returned": progress.returned,
    "assignment_held": progress.held,
    "assignment_resumed": progress.resumed,
    "assignment_completed": progress.completed({"a-1": {"text": "The hole is filled."}}),
}
DATA: dict[str, dict[str, Any]] = {
    "request_assigned": {
        "department": "dot",
        "promised_by": "2026-11-27T22:00:00Z",
        "reason": "rule",
        "districts": {"council": "3"},
        "area": "Ashmere",
        "zip": "20999",
    },
    "request_referred": {"agency": "state-highways", "referral": {"code": "state-highways", "phone": "410-555-0100"}},
    "assignment_held": {"reason_code": "weather"},
    "assignment_completed": {"assignment_id": "a-1", "code": "done"},
}


def follow(county: County, type: str, *numbers: str, **data: Any) -> None:
    """Hear one event of routing about each request, in one transaction."""
    events = [heard(type, number, **(DATA.get(type, {}) | data)) for number in numbers]
    with county.db.transaction() as session:
        progress.follow(session, events, FOLLOW[type])


def assign(county: County, *numbers: str, **data: Any) -> None:
    """Routing gives requests to a department."""
    follow(county, "request_assigned", *numbers, **data)


def withdraw(county: County, number: str) -> None:
    """An agent closes a request that the resident needs no longer."""
    with county.changing(number, AGENT, "request.withdraw") as (session, request):
        changes.withdraw(session, request, "no longer needed", "agent-1")
