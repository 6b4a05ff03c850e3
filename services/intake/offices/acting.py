"""What callers do about offices, each in one transaction; `service` has the database, the desk and the log of reads."""

from typing import Any

from sqlalchemy.orm import Session

from services.common import audit
from services.common.caller import Caller
from services.common.idempotency import once
from services.intake import changes, contacts, contract, openings, policy
from services.intake.offices import concerns, consents, referrals
from services.intake.offices.concerns import Concern
from services.intake.policy import Standing


def send(service: Any, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Write down that an office sent a request or contact."""
    with service.db.transaction() as session:
        standing = policy.anywhere(session, caller, "office.send")
        wanted = concerns.named(message)
        office = concerns.office_of(standing, "office.send", message["office"])
        if office:
            standing.require("office.send", office)
        code = concerns.require_office(service.desk.catalogue, office)

        def record() -> dict[str, Any]:
            row = referrals.record(session, _concern(session, wanted, standing), code, openings.actor(caller))
            return referrals.show(session, row, service.desk.catalogue)

        return once(session, contract.RECORD_OFFICE_REFERRAL, (message, caller), record)


def _concern(session: Session, wanted: dict[str, Any], standing: Standing) -> Concern:
    """Return what was sent; of contacts only those that the caller may see."""
    if wanted["number"]:
        return concerns.of_request(changes.find(session, wanted["number"], lock=True))
    return concerns.of_contact(contacts.find(session, wanted["contact"], standing, lock=True))


def follow(service: Any, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """List what the caller's offices follow, or the one of them that is named."""
    with service.db.reading() as session:
        standing = policy.anywhere(session, caller, "office.follow")
        if message["office"]:
            standing.require("office.follow", message["office"])
        offices = [message["office"]] if message["office"] else standing.departments_for("office.follow")
        return referrals.page(session, offices, message, service.desk.catalogue)


def read(service: Any, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Show one of them; who reads a name is noted."""
    with service.db.reading() as session:
        offices = policy.anywhere(session, caller, "office.follow").departments_for("office.follow")
        shown = referrals.read(session, message["id"], offices, service.desk.catalogue)
    if shown["resident"]:
        thing = shown["number"] or shown["contact"]
        service.read_log(audit.read(contract.READ_OFFICE_REFERRAL.name, caller, thing))
    return shown


def agree(service: Any, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Let an office know who asked; a resident who does it with the PIN does it online."""
    with concerns.changing(service, message, caller, "consent.give") as (session, concern, own):
        office = concerns.require_office(service.desk.catalogue, message["office"])
        way = message["way"] or ("online" if own else "spoken")

        def give() -> dict[str, Any]:
            return consents.view(consents.give(session, concern, office, way), service.desk.catalogue)

        return once(session, contract.GIVE_CONSENT, (message, caller), give)


def take_back(service: Any, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Take it back; an office that is out of use too."""
    with concerns.changing(service, message, caller, "consent.give") as (session, concern, _own):

        def withdraw() -> dict[str, Any]:
            return consents.view(consents.withdraw(session, concern, message["office"]), service.desk.catalogue)

        return once(session, contract.WITHDRAW_CONSENT, (message, caller), withdraw)


def list_agreed(service: Any, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """List what the resident agreed to."""
    with concerns.opened(service, message, caller, "consent.read") as (session, concern):
        found = consents.of_concern(session, concern)
        return {"items": [consents.view(row, service.desk.catalogue) for row in found]}
