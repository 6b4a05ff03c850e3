"""Who may do what with notify's objects: one table, deny by default."""

from services.common import policy
from services.common.caller import Caller
from services.common.errors import Forbidden, Unauthenticated
from services.common.policy import ALL, ANYONE, PUBLIC, SERVICE
from services.notify.calls import CALLS

COUNTY_WIDE = ("agent", "supervisor", "tier2", "relationship_manager", "operations", "administrator", "auditor")

POLICY: policy.Table = {
    "message.list": dict.fromkeys((SERVICE, *COUNTY_WIDE), ALL),
    "message.list_unreachable": dict.fromkeys((SERVICE, *COUNTY_WIDE), ALL),
    # Replies are what residents get to read: who works with them need not be known here.
    "reply.read": {ANYONE: PUBLIC},
    "reply.draft": dict.fromkeys(("tier2", "relationship_manager", "supervisor", "administrator"), ALL),
    "reply.approve": dict.fromkeys(("relationship_manager", "supervisor", "administrator"), ALL),
    "audit.read": {"auditor": ALL},
    "batch.list": dict.fromkeys((SERVICE, "supervisor", "operations", "administrator", "auditor"), ALL),
}


def may(caller: Caller, call: str) -> bool:
    """Whether the caller may make the call."""
    try:
        allow(caller, call)
    except (Unauthenticated, Forbidden):
        return False
    return True


def allow(caller: Caller, call: str) -> None:
    """Return when the caller may make the call; Unauthenticated or Forbidden otherwise.

    Anyone is anyone who works here: residents and strangers read nothing of notify's.
    """
    if caller.kind in ("anonymous", "resident"):
        raise Unauthenticated()
    policy.require(POLICY, CALLS, caller, call)


def department_of(caller: Caller) -> str | None:
    """Return the department to which the caller's view is limited, None when it is not."""
    if caller.kind == SERVICE or caller.has(*COUNTY_WIDE):
        return None
    return caller.department or "none"
