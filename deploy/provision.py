"""Keys and tokens with which a person or a test can use a fresh local instance at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.places import PROJECT

if TYPE_CHECKING:
    from deploy.local.stack import Stack

DAY_MINUTES = 24 * 60
LEVELS = (
    "agent",
    "supervisor",
    "tier2",
    "relationship_manager",
    "council_office",
    "analyst",
    "operations",
    "administrator",
    "auditor",
)


def provision(stack: Stack) -> dict[str, Any]:
    """What run.json says beside addresses: tokens for every level and for two people of each department.

    A department's people carry no role: what they may do comes from routing's list of members alone.
    """
    return {"tokens": _mint_tokens(stack.folder / "identity", stack.environment)}


def department_codes(sample: Path = PROJECT / "deploy" / "sample") -> list[str]:
    """The codes of the sample county's departments."""
    path = sample / "departments.json"
    return [entry["code"] for entry in json.loads(path.read_text())] if path.exists() else []


def _mint_tokens(folder: Path, environment: dict[str, str]) -> dict[str, str]:
    from deploy.identity import mint

    issuer, audience = environment["HUB311_OIDC_ISSUER"], environment["HUB311_OIDC_AUDIENCE"]

    def token(subject: str, roles: list[str], name: str) -> str:
        return mint(folder, issuer, audience, subject, roles, name, DAY_MINUTES)

    tokens = {level: token(f"{level}-1", [level], f"Sample {level}") for level in LEVELS}
    for tier in ("employee", "manager"):
        for code in department_codes():
            tokens[f"{tier}:{code}"] = token(f"{tier}-{code}", [], f"Sample {tier} of {code}")
    return tokens
