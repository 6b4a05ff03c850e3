"""Steps of a request's life as routing tells them and staff make them."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from services.common.contract import load
from services.common.ids import uuid7
from services.intake import changes, contacts, contract, policy, progress
from services.intake.models import ServiceRequest
from services.intake.privacy import holds, persons
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


ANSWERS = ("request_assigned", "request_referred", "request_triaged")


def follow(county: County, type: str, *numbers: str, **data: Any) -> None:
    """Hear one event of routing about each request, in one transaction; a decision answers a reopening."""
    events = [heard(type, number, **(DATA.get(type, {}) | data)) for number in numbers]
    if type in ANSWERS:
        events = [replace(event, causationid=reopening_of(county, event.subject)) for event in events]
    with county.db.transaction() as session:
        progress.follow(session, events, FOLLOW[type])


def reopening_of(county: County, number: str) -> str | None:
    """Return the event of a request's reopening that routing has not answered yet."""
    with county.db.reading() as session:
        return session.execute(select(ServiceRequest.reopening).where(ServiceRequest.number == number)).scalar()


def assign(county: County, *numbers: str, **data: Any) -> None:
    """Routing gives requests to a department."""
    follow(county, "request_assigned", *numbers, **data)


def withdraw(county: County, number: str) -> None:
    """An agent closes a request that the resident needs no longer."""
    with county.changing(number, AGENT, "request.withdraw") as (session, request):
        changes.withdraw(session, request, "no longer needed", "agent-1")


def reopen(county: County, number: str) -> None:
    """An agent opens a closed request again."""
    with county.changing(number, AGENT, "request.reopen") as (session, request):
        changes.reopen(session, request, "It was not done", "agent-1")


def log_contact(county, *items, caller=AGENT, **said):
    """An agent logs a contact."""
    message = load(contract.RECORD_CONTACT.request, {"items": list(items), "idempotency_key": uuid7()}
                   | {"channel": "phone", "caller_type": "resident"} | said)  # fmt: skip
    with county.db.transaction() as session:
        return contacts.record(session, message, policy.standing(session, caller))


def hold(county: County, number: str) -> str:
    """An administrator places a legal hold on a request; return the hold's id."""
    with county.db.transaction() as session:
        found = persons.find(session, {"numbers": [number], "contacts": [], "email": None, "phone": None})
        return holds.place(session, found, "CV-2026-0311", "administrator-1").id
