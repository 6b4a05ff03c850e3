"""Contact data shown plainly to who may have it and says why; the entry of the audit comes with it."""

from typing import Any

from sqlalchemy.orm import Session

from services.common import audit
from services.common.caller import Caller
from services.intake import access, contacts, contract, policy, views

ACTION = "resident.unmask"
Shown = tuple[dict[str, Any], dict[str, Any]]  # the answer, and the entry that is written before it is given


def of_request(service: Any, message: dict[str, Any], caller: Caller) -> Shown:
    """Return who asked for a request; RequestNotFound or Forbidden for who may not unmask it."""
    with access.opened(service, message, caller, ACTION) as (session, request, how):
        if how is None:
            raise access.refusal(session, caller, ACTION)
        shown = {"resident": views.resident(session, request.resident_id)}
    return shown, audit.read(contract.UNMASK_REQUEST.name, caller, request.number, message["reason"])


def of_contact(session: Session, message: dict[str, Any], caller: Caller) -> Shown:
    """Return who made a contact; ContactNotFound for who may not read it."""
    contact = contacts.find(session, message["id"], policy.anywhere(session, caller, ACTION))
    shown = {"resident": views.resident(session, contact.resident_id)}
    return shown, audit.read(contract.UNMASK_CONTACT.name, caller, contact.id, message["reason"])
