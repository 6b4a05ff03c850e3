"""Settings of one process, read once from the environment; a missing one stops the start and names itself."""

import importlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

SECRET = "at least 32 hexadecimal characters; signs what services tell each other"
SERVICES_ROOT = Path(__file__).resolve().parents[1]


class SettingMissing(SystemExit):
    """A setting without a default was not given."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"hub311: the environment variable {name} is not set ({what})")


class SettingSenseless(SystemExit):
    """A setting has a value that cannot be used; the value is not shown, it may be secret."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"hub311: the environment variable {name} cannot be used ({what} is expected)")


def service_names() -> list[str]:
    """Return the services that exist: the folders beside common that hold a service."""
    return sorted(p.parent.name for p in SERVICES_ROOT.glob("*/service*") if p.parent.name != "common")


def contracts() -> Iterator[tuple[str, ModuleType]]:
    """Yield each service's name and contract."""
    for name in service_names():
        yield name, importlib.import_module(f"services.{name}.contract")


def required(name: str, what: str) -> str:
    """Return the value of an environment variable or stop the process, naming it."""
    value = os.environ.get(name, "")
    if not value:
        raise SettingMissing(name, what)
    return value


def state_folder() -> Path:
    """Return the folder that holds all state of this installation (HUB311_VAR, default var)."""
    return Path(os.environ.get("HUB311_VAR", "var")).resolve()


def folder(name: str, default: str) -> Path:
    """Return the folder that a setting names, by default one in the state folder."""
    return Path(os.environ.get(name) or state_folder() / default).resolve()


def database_url(service: str) -> str:
    """Return the SQLAlchemy URL of a service's database; SQLite in the state folder by default."""
    return os.environ.get(f"HUB311_DATABASE_{service.upper()}", f"sqlite:///{state_folder() / service}.db")


@dataclass(frozen=True)
class Settings:
    """What every service needs to know about where it runs."""

    service: str
    amqp_uri: str
    database_url: str
    http_address: str
    secret: bytes
    workers: int

    @property
    def on_sqlite(self) -> bool:
        """Whether the embedded database is used: one process a service then."""
        return self.database_url.startswith("sqlite")


def shared_secret() -> bytes:
    """Return the secret that the services share."""
    secret = required("HUB311_SECRET", SECRET)
    if not re.fullmatch(r"([0-9a-fA-F]{2}){16,}", secret):
        raise SettingSenseless("HUB311_SECRET", SECRET)
    return bytes.fromhex(secret)


def read(service: str) -> Settings:
    """Read the settings of a service from the environment."""
    secret = shared_secret()
    return Settings(
        service=service,
        amqp_uri=required("HUB311_AMQP_URI", "amqp://user:password@host:port/vhost"),
        database_url=database_url(service),
        http_address=required(f"HUB311_HTTP_{service.upper()}", "host:port for health, metrics and the door"),
        secret=secret,
        workers=count("HUB311_WORKERS", 20),
    )


def count(name: str, default: int) -> int:
    """Return a setting that is a number above 0."""
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        raise SettingSenseless(name, "a number above 0")
    return int(text)
