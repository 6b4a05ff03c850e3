"""Which programs make up the system: the services that exist, the gateway, the mailbox and the issuer."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from importlib import import_module

from deploy.places import PROJECT

# These need neither broker nor database.
FRONT = ("mailbox", "identity")


@dataclass(frozen=True)
class Program:
    """One process to run: its name, which of several equal ones it is, its command and its own settings."""

    name: str
    command: tuple[str, ...]
    index: int = 0
    http: str = ""
    ready_url: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    niceness: int = 0

    @property
    def label(self) -> str:
        """Its name in logs and on the screen: routing, then routing-1 for the second process."""
        return f"{self.name}-{self.index}" if self.index else self.name


def list_services() -> list[str]:
    """The services of this project: every folder of services/ that holds a service module or package."""
    folders = [path.name for path in (PROJECT / "services").iterdir() if path.is_dir()]
    return sorted(name for name in folders if name != "common" and has_module(f"services.{name}.service"))


def has_module(dotted: str) -> bool:
    """Whether the project holds this module, as a file or a package."""
    path = PROJECT.joinpath(*dotted.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def module(dotted: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module of the project in this Python."""
    return (sys.executable, "-m", dotted, *arguments)


def service(name: str, index: int, http: str) -> Program:
    """A process of a service, whose class is called after its folder: kb becomes KbService."""
    command = module("nameko", "run", f"services.{name}.service:{name.title().replace('_', '')}Service")
    niceness = getattr(import_module(f"services.{name}.contract"), "NICENESS", 0)
    settings = {f"HUB311_HTTP_{name.upper()}": http}
    return Program(name, command, index, http, f"http://{http}/ready", settings, niceness)


def front_programs(gateway: str, addresses: dict[str, str]) -> list[Program]:
    """The programs beside the services; the gateway's own address is for metrics alone."""
    known = (("gateway", "gateway", gateway), *((name, f"deploy.{name}", "") for name in FRONT))
    return [
        Program(name, module(dotted), 0, addresses[name], f"{url or f'http://{addresses[name]}'}/ready")
        for name, dotted, url in known
        if has_module(dotted)
    ]
