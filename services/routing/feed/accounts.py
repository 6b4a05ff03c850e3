"""The broker's accounts of departments: a user each that reads its own queue and says its own commands, no more."""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import requests

from services.common.errors import Unavailable

SECONDS = 4.0
NOTHING = "^$"
COMMANDS = "department.commands"
ONLY_COMMANDS = r"^department\.commands$"


class NoManagement(Unavailable):
    """The broker's management API is not set up: departments use HTTP."""


@dataclass(frozen=True)
class Management:
    """The management API of the broker (HUB311_AMQP_ADMIN), for the virtual host of `amqp_uri`."""

    url: str
    amqp_uri: str

    @property
    def vhost(self) -> str:
        """The virtual host, as AMQP URIs name it."""
        return urlsplit(self.amqp_uri).path.removeprefix("/") or "%2F"

    def user_of(self, department: str) -> str:
        """Name a department's user: users are the broker's, so another system's on it must have other names."""
        vhost = unquote(self.vhost)
        return f"department-{department}" if vhost == "/" else f"department-{department}.{vhost}"

    def provision(self, department: str) -> str:
        """Make the department's user or change its password; return the URI with which its system connects."""
        user, password = quote(self.user_of(department), safe=""), secrets.token_urlsafe(24)
        self._ask("PUT", f"users/{user}", {"password": password, "tags": ""})
        keys = {"exchange": COMMANDS, "write": rf"^{department}\.[a-z]+$", "read": NOTHING}
        self._ask("PUT", f"topic-permissions/{self._vhost}/{user}", keys)
        mine = {"write": ONLY_COMMANDS, "read": rf"^department\.{department}$"}
        allowed = {"configure": NOTHING} | mine
        self._ask("PUT", f"permissions/{self._vhost}/{user}", allowed)
        broker = urlsplit(self.amqp_uri)
        where = broker.hostname or "127.0.0.1"
        place = f"[{where}]" if ":" in where else where
        netloc = f"{user}:{password}@{place}:{broker.port or 5672}"
        return urlunsplit((broker.scheme, netloc, broker.path, broker.query, ""))

    def end(self, department: str) -> None:
        """Take the department's user away, with its connections; nothing happens when there is none."""
        self._ask("DELETE", f"users/{quote(self.user_of(department), safe='')}", absent=True)

    def bound_departments(self, exchange: str) -> set[tuple[str, str]]:
        """(queue, routing key) of every binding of an exchange."""
        found = self._ask("GET", f"exchanges/{self._vhost}/{quote(exchange, safe='')}/bindings/source")
        return {(binding["destination"], binding["routing_key"]) for binding in found.json()}

    @property
    def _vhost(self) -> str:
        return self.vhost if self.vhost.startswith("%") else quote(self.vhost, safe="")

    def _ask(self, method: str, path: str, body: Any = None, absent: bool = False) -> requests.Response:
        try:
            answer = requests.request(method, f"{self.url.rstrip('/')}/api/{path}", json=body, timeout=SECONDS)
            if not (absent and answer.status_code == 404):
                answer.raise_for_status()
        except requests.RequestException as error:
            raise Unavailable("The broker's management API does not answer as it should.") from error
        return answer
