"""The sample people who can sign in: one of each county-wide role, and of each tier in each department."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.provision import LEVELS, TIERS, department_codes


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in: subject, county-wide roles and a name to show."""

    subject: str
    roles: tuple[str, ...]
    name: str


def list_people() -> dict[str, Person]:
    """Everybody by subject. A department's people have no role here: routing knows their tiers."""
    staff = [Person(f"{level}-1", (level,), f"Sample {level.replace('_', ' ')}") for level in LEVELS]
    tiers = [(tier, code) for code in department_codes() for tier in TIERS]
    members = [Person(f"{tier}-{code}", (), f"Sample {tier} of {code}") for tier, code in tiers]
    return {person.subject: person for person in (*staff, *members)}
