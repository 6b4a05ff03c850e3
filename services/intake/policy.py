"""What a caller may do with intake's objects: their levels held against the table; deny by default."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.errors import Forbidden, Unauthenticated
from services.common.policy import ALL, COUNTY_ROLES, DEPARTMENT, OWN
from services.intake import catalogue
from services.intake.permissions import POLICY, SCOPES, SYSTEMS

__all__ = ["ALL", "COUNTY_ROLES", "DEPARTMENT", "OWN", "POLICY", "SCOPES", "Standing", "standing", "system_standing"]


@dataclass(frozen=True)
class Standing:
    """A caller's levels, county-wide ones and those held in departments."""

    caller: Caller
    county: frozenset[str]
    departments: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of_staff(cls, caller: Caller, tiers: dict[str, str]) -> "Standing":
        """Return the standing of a member of staff: county-wide roles from the token, and the tier by department."""
        held = {d: frozenset({tier, "employee"} if tier == "manager" else {tier}) for d, tier in tiers.items()}
        return cls(caller, frozenset(role for role in caller.roles if role in COUNTY_ROLES), held)

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
        return Standing.of_staff(caller, catalogue.tiers_of(session, caller.subject))
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
