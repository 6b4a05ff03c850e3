"""A private PostgreSQL cluster that is started, killed and stopped from Python."""

from __future__ import annotations

import hashlib
import shutil
import signal
from pathlib import Path

import psycopg2
from psycopg2 import sql

from deploy import ports, processes
from deploy.postgres import programs
from deploy.private_files import keep_secret
from deploy.server import STOP_SECONDS, PrivateServer

USER = "hub311"
START_SECONDS = 60
# Everything that durability rests on (fsync, synchronous_commit, full_page_writes) stays at its default.
SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    "max_connections": 300,
    "unix_socket_directories": "",
    # A launch writes some 8 MB of log a second: checkpoints by size alone would come every two minutes.
    "max_wal_size": "4GB",
    "min_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "shared_buffers": "256MB",
    "jit": "off",  # every statement here is short
}


class PostgresFailed(Exception):
    """The private PostgreSQL cluster did not start."""


class PrivatePostgres(PrivateServer):
    """A cluster of its own; data and port survive `stop` and `start`, nothing is left running after `stop`.

    PostgreSQL refuses to run as root: root hands the folder to the user postgres, or to nobody.
    """

    def __init__(self, folder: Path | str) -> None:
        super().__init__(folder)
        self._account = programs.find_account()
        self._home = self._reachable_folder()
        self._cluster = self._home / "cluster"
        self.port = 0

    def start(self) -> None:
        """Starts the cluster, made at the first start, and waits until it takes connections."""
        folder = programs.find_programs()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        programs.hand_over(self._home, self._account)
        self._password = keep_secret(self.folder / "password")
        if not (self._cluster / "PG_VERSION").exists():
            self._make_cluster(folder)
        self._end_remains()
        self.port = ports.remember_ports(self.folder / "ports", ("postgres",))["postgres"]
        options = [f"{name}={value}" for name, value in (SETTINGS | {"port": self.port}).items()]
        command: list[str | Path] = [
            folder / "postgres",
            "-D",
            self._cluster,
            *(w for o in options for w in ("-c", o)),
        ]
        self._processes["main"] = processes.start_process(
            command,
            self.folder / "postgres.log",
            programs.environment(),
            "INT",
            self._account,
            folder=self._home,
        )
        self._wait_ready()

    def stop(self) -> None:
        """Stops the server, ending the connections it has; SIGKILL after 30 s."""
        self._end("main", signal.SIGINT)

    def discard(self) -> None:
        """Stops the server and removes all its data."""
        self.stop()
        shutil.rmtree(self._home, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of a database for SQLAlchemy."""
        return f"postgresql+psycopg2://{USER}:{self._password}@{ports.LOOPBACK}:{self.port}/{name}"

    def create_database(self, name: str) -> str:
        """Makes a database unless it is there; returns its address."""
        connection = psycopg2.connect(self._plain_url("postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
                if cursor.fetchone() is None:
                    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        finally:
            connection.close()
        return self.url(name)

    def _plain_url(self, name: str) -> str:
        return self.url(name).replace("+psycopg2", "")

    def _reachable_folder(self) -> Path:
        """The folder itself, or one under /var/tmp when the unprivileged user cannot get to it."""
        if self._account is None or programs.is_reachable(self.folder):
            return self.folder / "home"
        return Path("/var/tmp") / f"hub311-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]}"

    def _make_cluster(self, folder: Path) -> None:
        shutil.rmtree(self._cluster, ignore_errors=True)
        secret = self._home / "initial-password"
        secret.write_text(self._password)
        programs.hand_over(secret, self._account)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={USER}"]
        command: list[str | Path] = [folder / "initdb", "-D", self._cluster, *options, f"--pwfile={secret}"]
        log = self.folder / "postgres.log"
        made = processes.start_process(command, log, programs.environment(), "KILL", self._account, folder=self._home)
        if made.wait(120) != 0:
            raise PostgresFailed(f"initdb failed. {log.read_text()[-1000:]}")
        secret.unlink()

    def _end_remains(self) -> None:
        """Ends a server that an owner who died has left in this folder; its pid file says who it is."""
        pid_file = self._cluster / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split("\n", 1)[0])
        if str(self._cluster) in programs.command_of(pid):
            processes.end_process(processes.identify(pid), signal.SIGINT, STOP_SECONDS)

    def _wait_ready(self) -> None:
        processes.settles(lambda: self.pid is None or self._answers(), START_SECONDS, 0.05)
        if self.pid is None or not self._answers():
            self.stop()
            raise PostgresFailed(f"{(self.folder / 'postgres.log').read_text()[-1000:]}")

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self._plain_url("postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True
