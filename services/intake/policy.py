"""Who may do what with intake's objects: one table, deny by default."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.errors import Forbidden, Unauthenticated
from services.common.policy import ALL, COUNTY_ROLES, DEPARTMENT, OWN
from services.intake import catalogue

__all__ = ["ALL", "COUNTY_ROLES", "DEPARTMENT", "OWN", "POLICY", "SCOPES", "Standing", "standing", "system_standing"]

SYSTEMS = ("frontend", "open311", "test", "telephony")

# action → level → scope. A level that does not stand here may not.
POLICY: dict[str, dict[str, str]] = {
    "request.open": dict.fromkeys(
        ("anonymous", "resident", *COUNTY_ROLES, "employee", "manager", "contractor", "frontend", "open311",
         "department_system"), ALL
    ),
    "request.drill": dict.fromkeys(("supervisor", "administrator", "operations", "open311", "test", "service"), ALL),
    "request.report": {"frontend": ALL, "open311": ALL},
    "request.update": {"frontend": ALL, "open311": ALL},
    "request.read": {
        "resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "request.list": {
        "agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "request.amend": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL},
    "request.note": {
        "resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "request.attach": {
        "resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "attachment.publish": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "attachment.remove": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL,
                          "manager": DEPARTMENT},
    "resident.ask": {
        "agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "resident.answer": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL},
    "feedback.give": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL},
    "feedback.list": {"supervisor": ALL, "administrator": ALL, "analyst": ALL, "relationship_manager": ALL,
                      "manager": DEPARTMENT},
    "request.merge": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL, "manager": DEPARTMENT,
                      "employee": DEPARTMENT},
    "request.split": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL, "manager": DEPARTMENT},
    "draft.keep": dict.fromkeys(
        ("anonymous", "resident", *COUNTY_ROLES, "employee", "manager", "frontend", "open311", "department_system"), OWN
    ),
    "draft.list": dict.fromkeys((*COUNTY_ROLES, "employee", "manager", "frontend", "department_system"), OWN),
    "bulk.act": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL, "manager": DEPARTMENT,
                 "employee": DEPARTMENT},
    "bulk.read": {"supervisor": ALL, "administrator": ALL, "auditor": ALL},
    "request.withdraw": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "service": ALL},
    "request.reopen": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "contact.record": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL,
                       "employee": DEPARTMENT, "manager": DEPARTMENT},
    "contact.read": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL, "auditor": ALL,
                     "employee": DEPARTMENT, "manager": DEPARTMENT},
    "contact.amend": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL,
                      "employee": DEPARTMENT, "manager": DEPARTMENT},
    "contact.amend_later": {"supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "contact.settle": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL,
                       "employee": DEPARTMENT, "manager": DEPARTMENT},
    "presence.set": {"agent": ALL, "supervisor": ALL, "administrator": ALL,
                     "employee": DEPARTMENT, "manager": DEPARTMENT},
    "presence.read": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL, "operations": ALL,
                      "employee": DEPARTMENT, "manager": DEPARTMENT, "telephony": ALL},
    "handover.request": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL,
                         "employee": DEPARTMENT, "manager": DEPARTMENT},
    "handover.read": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL, "auditor": ALL,
                      "employee": DEPARTMENT, "manager": DEPARTMENT},
    "handover.take": {"employee": DEPARTMENT, "manager": DEPARTMENT},
    "handover.call_back": {"agent": ALL, "supervisor": ALL, "administrator": ALL,
                           "employee": DEPARTMENT, "manager": DEPARTMENT},
    "handover.oversee": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL},
    "ledger.report": {"supervisor": ALL, "administrator": ALL, "analyst": ALL, "relationship_manager": ALL,
                      "operations": ALL, "auditor": ALL},
    "ledger.gap": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL, "operations": ALL,
                   "auditor": ALL},
    "call.record": {"supervisor": ALL, "operations": ALL, "administrator": ALL, "telephony": ALL},
    "call.read": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "operations": ALL, "administrator": ALL,
                  "auditor": ALL},
    "contact.read_employee_complaint": {"supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "search.save": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
                    "employee": DEPARTMENT, "manager": DEPARTMENT},
    "resident.look_up": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL},
    "lookup.list": {"supervisor": ALL, "administrator": ALL, "auditor": ALL},
    "records.read": {"analyst": ALL, "administrator": ALL, "auditor": ALL},
    "counts.read": {
        "agent": ALL, "supervisor": ALL, "tier2": ALL, "relationship_manager": ALL, "council_office": ALL,
        "analyst": ALL, "operations": ALL, "administrator": ALL, "auditor": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT,
    },
    "facts.read": {"service": ALL}, "key.check": {"service": ALL}, "key.manage": {"administrator": ALL},
    "client.list": {"administrator": ALL, "auditor": ALL}, "audit.read": {"auditor": ALL},
    "person.erase": {"administrator": ALL}, "erasure.read": {"administrator": ALL, "auditor": ALL},
    "hold.place": {"administrator": ALL}, "hold.read": {"administrator": ALL, "auditor": ALL, "supervisor": ALL},
}  # fmt: skip

# What a system's key must be good for, beside its level; an action that is not here needs no scope.
SCOPES = {
    "draft.keep": "create", "draft.list": "read",
    "request.open": "create", "request.drill": "create", "request.report": "create", "request.update": "update",
    "request.read": "read", "request.list": "read",
    "request.amend": "update", "request.note": "update", "request.attach": "update",
    "attachment.publish": "update", "attachment.remove": "update",
    "request.withdraw": "update", "request.reopen": "update",
    "contact.record": "create", "contact.read": "read", "call.record": "create",
    "presence.read": "read",
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A caller's levels, county-wide ones and those held in departments."""

    caller: Caller
    county: frozenset[str]
    departments: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def everywhere(self) -> frozenset[str]:
        """Every level that is held, in whichever department."""
        return self.county.union(*self.departments.values())

    def scope(self, action: str) -> str | None:
        """Return how far an action reaches: all, department, own, or None."""
        if self._key_is_too_small_for(action):
            return None
        allowed = POLICY[action]
        scopes = {allowed.get(level) for level in self.everywhere}
        return next((scope for scope in (ALL, DEPARTMENT, OWN) if scope in scopes), None)

    def departments_for(self, action: str) -> list[str]:
        """Return the departments in which the caller may do it."""
        if self._key_is_too_small_for(action):
            return []
        allowed = POLICY[action]
        return sorted(
            d
            for d, levels in self.departments.items()
            if any(allowed.get(level) in (ALL, DEPARTMENT) for level in levels)
        )

    def may(self, action: str, department: str | None = None) -> bool:
        """Whether the caller may do it with an object of this department; PINs are checked elsewhere."""
        if self._key_is_too_small_for(action):
            return False
        allowed = POLICY[action]
        if any(allowed.get(level) == ALL for level in self.everywhere):
            return True
        return any(allowed.get(level) == DEPARTMENT for level in self.departments.get(department or "", ()))

    def _key_is_too_small_for(self, action: str) -> bool:
        """Whether it takes a scope that the caller's key has not."""
        needed = SCOPES.get(action)
        return self.caller.kind == "system" and needed is not None and needed not in self.caller.scopes

    def require(self, action: str, department: str | None = None) -> None:
        """Raise Unauthenticated or Forbidden unless the caller may."""
        if not self.may(action, department):
            if self._key_is_too_small_for(action):
                raise Forbidden(f"This takes a key with the scope {SCOPES[action]}.")
            raise Unauthenticated() if self.caller.kind == "anonymous" else Forbidden()


def standing(session: Session, caller: Caller) -> Standing:
    """Work out a caller's levels: roles from the token, tiers from the copy of routing's members."""
    if caller.kind == "staff":
        tiers = catalogue.tiers_of(session, caller.subject)
        held = {d: frozenset({tier, "employee"} if tier == "manager" else {tier}) for d, tier in tiers.items()}
        return Standing(caller, frozenset(r for r in caller.roles if r in COUNTY_ROLES), held)
    if caller.kind == "system":
        return system_standing(caller)
    return Standing(caller, frozenset({caller.kind}))


def anywhere(session: Session, caller: Caller, action: str) -> Standing:
    """Return the standing of who may do it with some object at least; Unauthenticated or Forbidden for others."""
    found = standing(session, caller)
    if found.scope(action) is None:
        found.require(action)
    return found


def system_standing(caller: Caller) -> Standing:
    """Work out the levels of a system: they follow from the kind of its key."""
    if caller.department:
        return Standing(caller, frozenset(), {caller.department: frozenset({"department_system"})})
    return Standing(caller, frozenset(role for role in caller.roles if role in SYSTEMS))
