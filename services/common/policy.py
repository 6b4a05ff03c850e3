"""The form of every service's policy: action → level → scope, and which actions a call takes; deny by default."""

from collections.abc import Iterable, Mapping

from services.common.caller import Caller
from services.common.errors import Forbidden, Unauthenticated

ALL, DEPARTMENT, OWN, PUBLIC = "all", "department", "own", "public"
ANYONE, SERVICE = "anyone", "service"
COUNTY_ROLES = (
    "agent", "supervisor", "tier2", "relationship_manager", "council_office", "analyst", "operations",
    "administrator", "auditor",
)  # fmt: skip

# An action is an object and a verb: request.read. A level that does not stand in its row may not.
Table = Mapping[str, Mapping[str, str]]
# What a call needs, one of these actions for each of its forms; a call that does not stand here is for nobody.
Calls = Mapping[str, tuple[str, ...]]

# What everybody may see, beside the rows of each service.
EVERYBODY: Table = {"public": {ANYONE: PUBLIC}}


def scope_of(table: Table, actions: Iterable[str], level: str) -> str | None:
    """Return how far a level reaches by the widest of these actions: all, department, own, public, or None."""
    rows = [table[action] if action in table else EVERYBODY[action] for action in actions]
    scopes = {row.get(level) or row.get(ANYONE) for row in rows}
    return next((scope for scope in (ALL, DEPARTMENT, OWN, PUBLIC) if scope in scopes), None)


def levels_of(caller: Caller) -> frozenset[str]:
    """Return the levels that a caller's own statement proves; those in departments are for routing to say."""
    return frozenset({SERVICE} if caller.kind == SERVICE else caller.roles if caller.kind == "staff" else ())


def require(table: Table, calls: Calls, caller: Caller, call: str) -> None:
    """Return when the caller may make the call with any object at all; Unauthenticated or Forbidden otherwise."""
    actions = calls.get(call, ())
    if any(scope_of(table, actions, level) for level in (ANYONE, *levels_of(caller))):
        return
    raise Unauthenticated() if caller.kind == "anonymous" else Forbidden()
