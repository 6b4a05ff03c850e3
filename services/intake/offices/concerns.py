"""What an office is told about: one request or one contact, found and locked for whoever may speak of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.intake import access, contacts, policy, request_numbers
from services.intake.catalogue import Catalogue
from services.intake.contract.offices import OfficeUnknown
from services.intake.models import Contact, ServiceRequest
from services.intake.policy import Standing


@dataclass(frozen=True)
class Concern:
    """A request by its number or a contact by its id, and who asked."""

    number: str | None
    contact: str | None
    resident_id: str | None
    drill: bool

    @property
    def subject(self) -> str:
        """What events about it are about."""
        return self.number or self.contact or ""


def of_request(request: ServiceRequest) -> Concern:
    """Return a request as a concern."""
    return Concern(request.number, None, request.resident_id, request.drill)


def of_contact(contact: Contact) -> Concern:
    """Return a contact as a concern."""
    return Concern(None, contact.id, contact.resident_id, contact.drill)


def require_office(catalogue: Catalogue, code: str | None) -> str:
    """Return the code of an office; OfficeUnknown for a department that represents no district."""
    if not code or not is_office(catalogue.department(code)):
        detail = f"{code} is no office of a representative." if code else "Say which office."
        raise OfficeUnknown(errors=[{"pointer": "/office", "detail": detail}])
    return code


def is_office(department: dict[str, Any]) -> bool:
    """Whether a department is the office of a representative, which has districts in place of work."""
    return bool(department.get("represents")) and bool(department.get("active", True))


def office_of(standing: Standing, action: str, wanted: str | None) -> str | None:
    """Return the office that is meant: the one that is named, else the only one that the caller belongs to."""
    mine = standing.departments_for(action)
    return wanted or (mine[0] if len(mine) == 1 else None)


@contextmanager
def changing(
    service: Any, message: dict[str, Any], caller: Caller, action: str
) -> Iterator[tuple[Session, Concern, bool]]:
    """Yield the request or contact, locked, to its resident or to staff; the last says whether its resident asks."""
    if message["number"]:
        with access.changing(service, message, caller, action) as (session, request, how):
            yield session, of_request(request), how == policy.OWN
        return
    with service.db.transaction() as session:
        standing = policy.anywhere(session, caller, action)
        standing.require(action)
        yield session, of_contact(contacts.find(session, message["contact"], standing, lock=True)), False


@contextmanager
def opened(service: Any, message: dict[str, Any], caller: Caller, action: str) -> Iterator[tuple[Session, Concern]]:
    """Yield the request or contact to its resident or to staff."""
    if message["number"]:
        with access.opened(service, message, caller, action) as (session, request, how):
            if how is None:
                policy.standing(session, caller).require(action)
            yield session, of_request(request)
        return
    with service.db.reading() as session:
        standing = policy.anywhere(session, caller, action)
        standing.require(action)
        yield session, of_contact(contacts.find(session, message["contact"], standing))


def named(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message with the number in its usual form."""
    return message | {"number": request_numbers.parse(message["number"])} if message["number"] else message
