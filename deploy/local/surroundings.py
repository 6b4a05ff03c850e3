"""The settings that a local instance gives to its processes: addresses, folders and the secret."""

from __future__ import annotations

import os
from pathlib import Path

from deploy import ports
from deploy.places import PROJECT
from deploy.private_files import keep_secret

SINGLE = ("gateway", "mailbox", "smtp", "identity")


def choose_addresses(folder: Path, processes: dict[str, int]) -> dict[str, str]:
    """host:port for everything that listens beside gateway and broker, the same ones at every start.

    A service's processes are called routing, routing-1, routing-2; gateway stands for the gateway's metrics.
    """
    several = [label_of(name, index) for name, count in processes.items() for index in range(count)]
    chosen = ports.remember_ports(folder / "ports", (*SINGLE, *several))
    return {name: f"{ports.LOOPBACK}:{port}" for name, port in chosen.items()}


def label_of(name: str, index: int) -> str:
    """The name of one of several equal processes."""
    return f"{name}-{index}" if index else name


def compose(folder: Path, port: int, addresses: dict[str, str], databases: dict[str, str]) -> dict[str, str]:
    """The settings shared by all processes; what the caller's environment says of them goes before ours."""
    gateway = f"http://{ports.LOOPBACK}:{port}"
    ours = {
        "HUB311_OPEN311": str(PROJECT / "deploy" / "sample" / "open311.toml"),
        "HUB311_BLOBS": str(folder / "blobs"),
        "HUB311_LETTERS": str(folder / "letters"),
        "HUB311_DATA": str(PROJECT.parent / "shared" / "data"),
        "HUB311_PUBLIC_URL": gateway,
        "HUB311_COUNTY_TIMEZONE": "America/New_York",
        "HUB311_MAIL_FROM": "311@ashmere.example",
        "HUB311_OIDC_AUDIENCE": "hub311",
        "HUB311_IDENTITY_TELLS": f"{gateway}/sign-in/ended",
        "HUB311_SMTP": addresses["smtp"],
        "HUB311_OIDC_ISSUER": f"http://{addresses['identity']}",
        **{f"HUB311_DATABASE_{name.upper()}": url for name, url in databases.items()},
    }
    given = {name: value for name, value in os.environ.items() if value or name not in ours}
    fixed = {
        "HUB311_VAR": str(folder),
        "HUB311_PORT": str(port),
        "HUB311_READY_FILE": str(folder / "run.json"),
        "HUB311_SECRET": given.get("HUB311_SECRET") or keep_secret(folder / "secret"),
        "HUB311_HTTP_GATEWAY_METRICS": addresses["gateway"],
        "HUB311_MAILBOX_HTTP": addresses["mailbox"],
        "HUB311_HTTP_IDENTITY": addresses["identity"],
        "PYTHONUNBUFFERED": "1",
        # Every address here is a number: eventlet's own resolver would only make each start slower.
        "EVENTLET_NO_GREENDNS": "yes",
    }
    return ours | given | fixed | _service_addresses(addresses)


def _service_addresses(addresses: dict[str, str]) -> dict[str, str]:
    """Where the first process of each service answers, for the gateway's health and emergency door."""
    services = {name: address for name, address in addresses.items() if name not in SINGLE and "-" not in name}
    return {f"HUB311_HTTP_{name.upper()}": address for name, address in services.items()}


def sqlite_urls(folder: Path, services: list[str]) -> dict[str, str]:
    """The embedded database of each service."""
    return {name: f"sqlite:///{folder / name}.db" for name in services}
