"""Who may make which call: deny by default; a call that is not named here is refused to everyone."""

from services.common.caller import Caller
from services.common.errors import Forbidden
from services.notify import contract

SERVICE = "service"
COUNTY_WIDE = ("agent", "supervisor", "tier2", "relationship_manager", "operations", "administrator", "auditor")
DEPARTMENT = ("employee", "manager")

POLICY: dict[str, tuple[str, ...]] = {
    contract.LIST_MESSAGES.name: (SERVICE, *COUNTY_WIDE, *DEPARTMENT),
    contract.LIST_UNREACHABLE.name: (SERVICE, *COUNTY_WIDE),
    contract.READ_LETTER_BATCHES.name: (SERVICE, "supervisor", "operations", "administrator", "auditor"),
}


def allow(caller: Caller, call: str) -> None:
    """Return when the caller may make the call; Forbidden otherwise."""
    allowed = POLICY.get(call, ())
    if caller.has(*allowed) or (caller.kind == SERVICE and SERVICE in allowed):
        return
    raise Forbidden()


def department_of(caller: Caller) -> str | None:
    """Return the department to which the caller's view is limited, None when it is not."""
    if caller.kind == SERVICE or caller.has(*COUNTY_WIDE):
        return None
    return caller.department or "none"
