"""How an entrypoint gets at a request: found by its number, opened by PIN or policy, once per idempotency key."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.errors import Forbidden, Refusal, Unauthenticated
from services.intake import changes, pins, policy, request_numbers, views
from services.intake.contract.refusals import RequestNotFound
from services.intake.models import ServiceRequest
from services.intake.policy import OWN, Standing


def require_opening(standing: Standing | None, message: dict[str, Any], caller: Caller) -> None:
    """Anyone may open a request, a system with a key that is good for it; a drill only who runs or tries them."""
    if message["drill"]:
        if standing is None:
            raise Unauthenticated("A drill needs a member of staff or a key for trials.")
        standing.require("request.drill")
    elif standing is not None and caller.kind == "system":
        standing.require("request.open")


def _pin_fits(service: Any, number: str, pin: str) -> bool:
    """Check a PIN in a transaction of its own, so that a wrong one stays counted; of one request one at a time."""
    with service.db.transaction() as session:
        session.info["aside"] = True
        request = changes.find(session, number, lock=True)
        return pins.check(session, number, pin, service.desk.numbers.pin(number, request.pin_version))


def _by_pin(service: Any, number: str, message: dict[str, Any], caller: Caller) -> bool:
    pin = message.get("pin") or caller.pin
    if not pin:
        return False
    pins.refuse_wrong(_pin_fits(service, number, pin))
    return True


def _how(session: Session, request: ServiceRequest, caller: Caller, action: str, by_pin: bool) -> str | None:
    """Return how the caller may act: own, staff, or None."""
    if by_pin:
        return OWN
    if caller.kind in ("anonymous", "resident"):
        return None
    return "staff" if policy.standing(session, caller).may(action, request.department) else None


def sight(session: Session, request: ServiceRequest, caller: Caller, how: str | None) -> views.Sight:
    """Return how a request is seen by somebody who may: the resident's own data is plain to the resident."""
    if how == OWN:
        return views.RESIDENTS
    return views.Sight(True, policy.standing(session, caller).may("resident.see", request.department))


@contextmanager
def opened(
    service: Any, message: dict[str, Any], caller: Caller, action: str
) -> Iterator[tuple[Session, ServiceRequest, str | None]]:
    """Yield the request to read and how it may be seen; None means as anyone."""
    number = request_numbers.parse(message["number"])
    by_pin = _by_pin(service, number, message, caller)
    with service.db.reading() as session:
        request = changes.find(session, number)
        yield session, request, _how(session, request, caller, action, by_pin)


@contextmanager
def changing(
    service: Any, message: dict[str, Any], caller: Caller, action: str
) -> Iterator[tuple[Session, ServiceRequest, str]]:
    """Yield the request, locked, to whoever may change it."""
    number = request_numbers.parse(message["number"])
    by_pin = _by_pin(service, number, message, caller)
    with service.db.transaction() as session:
        request = changes.find(session, number, lock=True)
        how = _how(session, request, caller, action, by_pin)
        if how is None:
            raise refusal(session, caller, action)
        yield session, request, how


@contextmanager
def changing_all(
    service: Any, wanted: Sequence[str], caller: Caller, action: str
) -> Iterator[tuple[Session, list[ServiceRequest]]]:
    """Yield several requests, locked in one order, to staff who may change each of them."""
    with service.db.transaction() as session:
        found = {number: changes.find(session, number, lock=True) for number in sorted(set(wanted))}
        for request in found.values():
            if _how(session, request, caller, action, by_pin=False) is None:
                raise refusal(session, caller, action)
        yield session, [found[number] for number in wanted]


def refusal(session: Session, caller: Caller, action: str) -> Refusal:
    """Say who you are; or it is another department's, which is as good as not there; or you may not at all."""
    if caller.kind in ("anonymous", "resident"):
        return Unauthenticated()
    elsewhere = policy.standing(session, caller).departments_for(action)
    return RequestNotFound() if elsewhere else Forbidden()
