"""Fresh databases for tests: a SQLite file or a PostgreSQL database, empty or copied from a migrated one."""

import os
import shutil
import uuid
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from services.common.migrate import migrate
from tests.snapshots import Snapshot

NO_POSTGRES = "no PostgreSQL: HUB311_TEST_POSTGRES is not set"


class SqliteFiles:
    """Databases as files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, template: str | None = None) -> str:
        """Return the url of a new database, empty or a copy of the template."""
        path = self.folder / f"{uuid.uuid4().hex[:12]}.db"
        if template:
            shutil.copy(template.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Delete the file with what SQLite keeps beside it."""
        for path in self.folder.glob(Path(url).name + "*"):
            path.unlink()

    give_back = drop


class PostgresDatabases:
    """Databases on the test server."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.admin = create_engine(server, isolation_level="AUTOCOMMIT")
        self._snapshots: dict[str, Snapshot] = {}
        self._origins: dict[str, str] = {}
        self._spare: dict[str, list[str]] = {}

    def make(self, template: str | None = None) -> str:
        """Return the url of a new database, empty or a copy of the template."""
        while template and self._spare.get(template):
            url = self._spare[template].pop()
            if self._snapshots[template].restore(url):
                return url
            self.drop(url)
        url = self._create(template)
        if template:
            self._origins[url] = template
        return url

    def give_back(self, url: str) -> None:
        """Keep a copy of a template for the next who wants one, whoever is still connected to this one."""
        template = self._origins.get(url)
        if template is None:
            self.drop(url)
            return
        self._say(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{_name(url)}'")
        if template not in self._snapshots:
            self._snapshots[template] = Snapshot(template)
        self._spare.setdefault(template, []).append(url)

    def _create(self, template: str | None) -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        copied = f" TEMPLATE {_name(template)}" if template else ""
        self._say(f"CREATE DATABASE {name}{copied}")
        return self.server.rpartition("/")[0] + f"/{name}"

    def drop(self, url: str) -> None:
        """Drop the database whoever is still connected, and the spare copies of it."""
        self._origins.pop(url, None)
        for each in (*self._spare.pop(url, ()), url):
            self._say(f"DROP DATABASE IF EXISTS {_name(each)} WITH (FORCE)")

    def _say(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))


def _name(url: str) -> str:
    return url.rpartition("/")[2]


class Databases:
    """Databases of one kind; a service's migrations run once and are copied from then on."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        if kind == "postgresql" and not os.environ.get("HUB311_TEST_POSTGRES"):
            pytest.skip(NO_POSTGRES)
        server = os.environ.get("HUB311_TEST_POSTGRES", "")
        self.place = PostgresDatabases(server) if kind == "postgresql" else SqliteFiles(folder)
        self._templates: dict[str, str] = {}
        self._made: list[str] = []
        self._lasting: list[str] = []

    def empty(self) -> str:
        """Return the url of a database without tables."""
        return self._noted(self.place.make())

    def migrated(self, service: str) -> str:
        """Return the url of a new database with a service's tables."""
        if service not in self._templates:
            url = self._templates[service] = self.place.make()
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(f"HUB311_DATABASE_{service.upper()}", url)
                migrate(service)
        return self._noted(self.place.make(self._templates[service]))

    def lasting(self, service: str) -> str:
        """Return the url of a new database with a service's tables that stays until the end of the run."""
        self._lasting.append(self.migrated(service))
        return self._made.pop()

    def _noted(self, url: str) -> str:
        self._made.append(url)
        return url

    @staticmethod
    def run(url: str, statement: str) -> None:
        """Run one statement in a database, as an administrator would."""
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def drop_made(self) -> None:
        """Take back what one test has made; the templates stay."""
        while self._made:
            self.place.give_back(self._made.pop())

    def drop_all(self) -> None:
        """Drop everything."""
        self.drop_made()
        for url in (*self._templates.values(), *self._lasting):
            self.place.drop(url)
