"""Who may do what with kb's objects: one table, deny by default."""

from __future__ import annotations

from services.common import policy
from services.common.caller import Caller
from services.common.policy import ALL, ANYONE, DEPARTMENT, SERVICE
from services.kb import directory
from services.kb.calls import CALLS

POLICY: policy.Table = {
    "answer.find": {ANYONE: ALL},
    "article.read": {ANYONE: ALL},
    "article.edit": {"relationship_manager": ALL, "administrator": ALL},
    "directory.read": {ANYONE: ALL},
    "changes.read": {SERVICE: ALL, "administrator": ALL},
    # Who belongs to a department has no role in the token: `staff.py` asks the copy of routing's members.
    "staff.read": dict.fromkeys(
        (
            "agent",
            "supervisor",
            "tier2",
            "relationship_manager",
            "operations",
            "administrator",
            "auditor",
            "employee",
            "manager",
        ),
        ALL,
    ),
    "staff.edit": {"relationship_manager": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "expected.set": {"relationship_manager": ALL, "supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "expected.read": dict.fromkeys(
        ("relationship_manager", "supervisor", "analyst", "operations", "administrator", "auditor", "manager", SERVICE),
        ALL,
    ),
    "gap.list": dict.fromkeys(("relationship_manager", "supervisor", "analyst", "administrator"), ALL),
}


def allow(caller: Caller, call: str) -> None:
    """Return when the caller may make the call; Unauthenticated or Forbidden otherwise."""
    policy.require(POLICY, CALLS, caller, call)


def rules_of(caller: Caller) -> tuple[str, ...]:
    """The publish rules whose numbers the caller may see; other services act for agents."""
    if caller.kind == SERVICE:
        return (directory.PUBLIC, directory.AGENTS_ONLY)
    return directory.rules_seen_by(caller.roles if caller.kind == "staff" else ())
