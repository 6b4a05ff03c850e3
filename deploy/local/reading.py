"""What an instance says about itself: is it ready, what is missing, and run.json for whoever wants to use it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import requests

from deploy import provision
from deploy.local.running import Running
from deploy.private_files import write_private
from gateway.readiness import SET_UP

if TYPE_CHECKING:
    from deploy.local.stack import Stack


def answers(running: Running) -> bool:
    """Whether a process runs and says that it is ready, or that nothing is missing but run.json."""
    if running.pid is None:
        return False
    try:
        said = requests.get(running.program.ready_url, timeout=5)
    except requests.RequestException:
        return False
    return said.status_code == 200 or (running.program.name == "gateway" and said.json()["waits_for"] == [SET_UP])


def unready_parts(stack: Stack) -> list[str]:
    """The labels of the processes that are not ready."""
    return [label for label, running in stack.running.items() if not answers(running)]


def explain(stack: Stack) -> str:
    """Which processes are not ready, each with what it says about it and the last lines of its log."""
    parts = ((label, stack.running[label]) for label in unready_parts(stack))
    return "\n".join(f"{label}: {_own_words(running)}\n{_last_lines(running)}" for label, running in parts)


def _own_words(running: Running) -> str:
    try:
        return requests.get(running.program.ready_url, timeout=5).text.strip()[:300]
    except requests.RequestException:
        return "it does not answer"


def _last_lines(running: Running) -> str:
    lines = running.log.read_text(errors="replace").splitlines() if running.log.exists() else []
    return "\n".join(f"  {line[:300]}" for line in lines[-3:]) + f"\n  ({running.log})"


def is_ready(stack: Stack) -> bool:
    """Whether every process is ready, the gateway asked first: it speaks for the services too."""
    return all(map(answers, sorted(stack.running.values(), key=lambda one: one.program.name != "gateway")))


def write_run_json(stack: Stack) -> None:
    """Writes run.json, readable by its owner alone: addresses, keys and tokens."""
    write_private(stack.folder / "run.json", json.dumps(describe(stack), indent=2) + "\n")


def describe(stack: Stack) -> dict[str, Any]:
    """Addresses, keys and tokens of an instance, in the form that DESIGN gives run.json."""
    return {
        "gateway": stack.url,
        "amqp_uri": stack.environment.get("HUB311_AMQP_URI"),
        "amqp_admin": stack.environment.get("HUB311_AMQP_ADMIN"),
        "databases": stack.databases,
        "metrics": _metrics(stack),
        "mailbox": f"http://{stack.addresses['mailbox']}",
        "identity": stack.environment["HUB311_OIDC_ISSUER"],
        "open311": {"url": f"{stack.url}/open311/v2", "api_key": None},
        "departments": {},
        "tokens": {},
        **provision.provision(stack),
    }


def _metrics(stack: Stack) -> dict[str, str | list[str]]:
    """Where each service's metrics are: one URL, or a list when several processes run."""
    urls: dict[str, list[str]] = {}
    for running in stack.running.values():
        if running.program.name in (*stack.services, "gateway"):
            urls.setdefault(running.program.name, []).append(f"http://{running.program.http}/metrics")
    return {name: several[0] if len(several) == 1 else several for name, several in urls.items()}
