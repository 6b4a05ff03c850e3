"""Whom an endpoint serves: one county or several, each with its service types and how they answer."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.common.errors import InvalidInput, NotFound
from services.common.settings import SettingSenseless

TYPES = ("realtime", "batch", "blackbox")
FORM = "a TOML file with [[jurisdiction]] tables: id, and if wished types and services"


class JurisdictionMissing(InvalidInput):
    """jurisdiction_id was not provided: this endpoint serves several."""


class JurisdictionNotFound(NotFound):
    """The jurisdiction_id that was provided was not found."""


@dataclass(frozen=True)
class Jurisdiction:
    """A city or county. `stored` marks its requests (None: the county's own); no services: all that are public."""

    id: str
    stored: str | None = None
    types: dict[str, str] = field(default_factory=dict)
    services: frozenset[str] = frozenset()

    def type_of(self, code: str) -> str:
        """Return how a service type answers: realtime, batch or blackbox."""
        return self.types.get(code, "realtime")

    def offers(self, code: str) -> bool:
        """Whether the service type is there for this jurisdiction."""
        return not self.services or code in self.services


@dataclass(frozen=True)
class Jurisdictions:
    """All that the endpoints serve, and what discovery says of them."""

    contact: str
    key_service: str
    listed: tuple[Jurisdiction, ...]

    def choose(self, wanted: str | None) -> Jurisdiction:
        """Return the one that is meant; a wrong one is refused also where there is only one."""
        if wanted is None:
            if len(self.listed) > 1:
                raise JurisdictionMissing()
            return self.listed[0]
        for one in self.listed:
            if one.id == wanted.strip():
                return one
        raise JurisdictionNotFound()


def load(path: str) -> Jurisdictions:
    """Read the file that HUB311_OPEN311 names; without one there is a single county, all realtime."""
    if not path:
        return Jurisdictions("", "", (Jurisdiction("hub311"),))
    try:
        said = tomllib.loads(Path(path).read_text("utf-8"))
        listed = tuple(_read(entry, index) for index, entry in enumerate(said["jurisdiction"]))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise SettingSenseless("HUB311_OPEN311", FORM) from error
    return Jurisdictions(said.get("contact", ""), said.get("key_service", ""), listed)


def _read(entry: dict[str, Any], index: int) -> Jurisdiction:
    """The first one is the county itself: what came in by telephone and web is its own."""
    types = dict(entry.get("types", {}))
    if not set(types.values()) <= set(TYPES):
        raise ValueError("a type is none")
    name = str(entry["id"])
    return Jurisdiction(name, name if index else None, types, frozenset(entry.get("services", ())))
