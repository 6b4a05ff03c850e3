"""The servers under the system: a private broker unless one is given, and PostgreSQL where it is asked for."""

from __future__ import annotations

import os
from pathlib import Path

from deploy.broker import PrivateBroker
from deploy.local.surroundings import sqlite_urls
from deploy.postgres import PrivatePostgres


class Servers:
    """Broker and databases of one instance."""

    def __init__(self, folder: Path, engine: str, services: list[str], environment: dict[str, str]) -> None:
        self.given = {**os.environ, **environment}
        self.services = services
        self.folder = folder
        self.broker = None if self.given.get("HUB311_AMQP_URI") else PrivateBroker(folder / "broker")
        self.postgres = PrivatePostgres(folder / "postgres") if engine == "postgresql" else None

    def start(self) -> None:
        """Starts both; the broker is not awaited."""
        if self.broker:
            self.broker.start(wait=False)
        if self.postgres:
            self.postgres.start()

    def stop(self) -> None:
        """Stops both, the broker last."""
        if self.postgres:
            self.postgres.stop()
        if self.broker:
            self.broker.stop()

    def wait_ready(self) -> None:
        """Waits until the broker can be used."""
        if self.broker:
            self.broker.wait_ready()

    def mend(self) -> str | None:
        """Starts a private server again that died unasked, and says so."""
        for name, server in (("broker", self.broker), ("postgres", self.postgres)):
            if server and server.has_died:
                server.start()
                return f"{name} had died and was started again"
        return None

    def addresses(self) -> dict[str, str]:
        """The settings that tell where the broker is."""
        if self.broker:
            return {"HUB311_AMQP_URI": self.broker.amqp_uri, "HUB311_AMQP_ADMIN": self.broker.admin_url}
        known = ("HUB311_AMQP_URI", "HUB311_AMQP_ADMIN")
        return {name: self.given[name] for name in known if self.given.get(name)}

    def databases(self) -> dict[str, str]:
        """The address of each service's database, made when missing."""
        if self.postgres:
            return {name: self.postgres.create_database(name) for name in self.services}
        return sqlite_urls(self.folder, self.services)
