"""Keys and tokens with which a person or a test can use a local instance at once; keys last, tokens live a day."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from deploy.places import PROJECT

if TYPE_CHECKING:
    from deploy.local.stack import Stack

DAY_MINUTES = 24 * 60
WAIT_SECONDS = 30
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
TIERS = ("employee", "manager", "contractor")
KEPT = "keys.json"


class ProvisionFailed(Exception):
    """A key or a queue could not be had."""


def provision(stack: Stack) -> dict[str, Any]:
    """What run.json says beside addresses: tokens, and the keys and queue accesses of systems.

    A department's people carry no role: what they may do comes from routing's list of members alone.
    """
    tokens = _mint_tokens(stack.folder / "identity", stack.environment)
    kept = stack.folder / KEPT
    broker = stack.environment["HUB311_AMQP_URI"]
    known = json.loads(kept.read_text()) if kept.exists() else {}
    if known.get("broker") != broker:
        known = {"broker": broker} | _ask(stack.url, tokens["administrator"], known, stack.environment)
        _keep(kept, known)
    return {
        "tokens": tokens,
        "departments": known["departments"],
        "open311": {"url": f"{stack.url}/open311/v2", "api_key": known["open311"]},
    }


def _ask(gateway: str, token: str, known: dict[str, Any], environment: dict[str, str]) -> dict[str, Any]:
    """Ask the gateway, as an administrator would; keys that are known are kept, a new broker needs new passwords."""
    web = requests.Session()
    web.headers["Authorization"] = f"Bearer {token}"

    def post(path: str, said: dict[str, Any]) -> dict[str, Any]:
        answer = web.post(f"{gateway}{path}", json=said, timeout=20)
        if answer.status_code != 201:
            raise ProvisionFailed(f"POST {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    def department(code: str) -> tuple[str, dict[str, Any]]:
        before = known.get("departments", {}).get(code)
        wish = {"kind": "department", "name": f"system of {code}", "department": code}
        key = before["api_key"] if before else post("/v1/keys", wish)["key"]
        access = {"api_key": key}
        if environment.get("HUB311_AMQP_ADMIN"):
            queue = post(f"/v1/departments/{code}/queue-access", {})
            access |= {"amqp_uri": queue["amqp_uri"], "queue": queue["queue"]}
        return code, access

    with ThreadPoolExecutor(4) as pool:
        departments = dict(pool.map(department, department_codes()))
    open311 = known.get("open311") or post("/v1/keys", {"kind": "open311", "name": "sample client"})["key"]
    return {"departments": departments, "open311": open311}


def _keep(path: Path, known: dict[str, Any]) -> None:
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as kept:
        json.dump(known, kept, indent=2)


def department_codes(sample: Path = PROJECT / "deploy" / "sample") -> list[str]:
    """The codes of the sample county's departments, and of its representatives' offices, which are departments too."""
    paths = (path for path in (sample / "departments.json", sample / "offices.json") if path.exists())
    return [entry["code"] for path in paths for entry in json.loads(path.read_text())]


def _mint_tokens(folder: Path, environment: dict[str, str]) -> dict[str, str]:
    from deploy.identity import mint

    issuer, audience = environment["HUB311_OIDC_ISSUER"], environment["HUB311_OIDC_AUDIENCE"]

    def token(subject: str, roles: list[str], name: str) -> str:
        return mint(folder, issuer, audience, subject, roles, name, DAY_MINUTES)

    tokens = {level: token(f"{level}-1", [level], f"Sample {level}") for level in LEVELS}
    for tier in TIERS:
        for code in department_codes():
            tokens[f"{tier}:{code}"] = token(f"{tier}-{code}", [], f"Sample {tier} of {code}")
    return tokens
