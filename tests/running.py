"""Real services as processes of their own: started with settings, asked by RPC and HTTP, stopped with SIGTERM."""

import os
import secrets
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import requests

from deploy import ports, processes
from deploy.places import PROJECT
from deploy.processes import settles, wait_until

READY_SECONDS = 90  # a busy machine needs long to import a service


@dataclass
class Running:
    """A process of a service."""

    service: str
    http: str
    log: Path
    environment: dict[str, str]
    command: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def secret(self) -> bytes:
        """The secret that signs callers."""
        return bytes.fromhex(self.environment["HUB311_SECRET"])

    def start(self, ready: bool = True) -> "Running":
        """Start the process; with `ready` wait until it says so."""
        self.process = processes.start_process(self.command, self.log, self.environment, "KILL", folder=PROJECT)
        if ready:
            self.wait_ready()
        return self

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until /ready answers 200; the failure shows the end of the log."""
        if not settles(lambda: self.ended or self.is_ready, seconds, 0.05) or self.ended:
            raise AssertionError(f"{self.service} did not get ready: {self.log.read_text()[-3000:]}")

    @property
    def is_ready(self) -> bool:
        """Whether /ready answers 200 now."""
        try:
            return self.get("/ready").status_code == 200
        except requests.RequestException:
            return False

    @property
    def ended(self) -> bool:
        """Whether the process has ended."""
        return self.process is None or self.process.poll() is not None

    def get(self, path: str) -> requests.Response:
        """Ask the service's own HTTP server."""
        return requests.get(f"http://{self.http}{path}", timeout=5)

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> requests.Response:
        """Ask the emergency door."""
        return requests.post(f"http://{self.http}{path}", body, headers=headers, timeout=10)

    def metric(self, name: str) -> float:
        """Return the value of one metric line, labels included in its name; 0 when it is not there yet."""
        for line in self.get("/metrics").text.splitlines():
            if line.startswith(name + " "):
                return float(line.rpartition(" ")[2])
        return 0.0

    def wait_for_metric(self, name: str, least: float, seconds: float = 60) -> None:
        """Wait until a metric reaches a value."""
        wait_until(lambda: self.metric(name) >= least, seconds, f"{name} of {self.service} reaches {least}")

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    def wait_ended(self, seconds: float = 30) -> int:
        """Wait for the end and return the exit status."""
        assert self.process is not None
        return self.process.wait(seconds)

    def kill(self) -> None:
        """End it as a power failure would."""
        self.send(signal.SIGKILL)
        self.wait_ended()


class Services:
    """Starts services and stops what still runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = secrets.token_hex(32)
        self._running: list[Running] = []

    def prepare(self, name: str, amqp_uri: str, database_url: str, target: str = "", **settings: str) -> Running:
        """Return a service that is not started yet; `target` is module:class when it is not one of ours."""
        http = f"{ports.LOOPBACK}:{ports.find_free_port()}"
        mine = {
            "HUB311_VAR": str(self.folder),
            "HUB311_AMQP_URI": amqp_uri,
            "HUB311_SECRET": self.secret,
            f"HUB311_DATABASE_{name.upper()}": database_url,
            f"HUB311_HTTP_{name.upper()}": http,
            "PYTHONUNBUFFERED": "1",
        }
        target = target or f"services.{name}.service:{name.title()}Service"
        command = (sys.executable, "-W", "ignore", "-m", "nameko", "run", target)
        log = self.folder / f"{name}-{len(self._running)}.log"
        log.touch()
        made = Running(name, http, log, dict(os.environ) | mine | settings, command)
        self._running.append(made)
        return made

    def start(self, name: str, amqp_uri: str, database_url: str, target: str = "", **settings: str) -> Running:
        """Start a service and wait until it is ready."""
        return self.prepare(name, amqp_uri, database_url, target, **settings).start()

    def stop_all(self) -> None:
        """SIGTERM to all, SIGKILL to whoever does not listen."""
        left = [r for r in self._running if not r.ended]
        for running in left:
            running.send(signal.SIGTERM)
        for running in left:
            self._end(running)

    def _end(self, running: Running) -> None:
        try:
            running.wait_ended(30)
        except subprocess.TimeoutExpired:
            running.kill()
