"""The gateway as a process of its own, between a real broker, fakes of the services and an identity provider."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from deploy import ports, processes
from deploy.broker import PrivateBroker
from gateway.app import find_resources, find_services
from tests.gateway.fakes import FakeService, FakeServices
from tests.gateway.identity import Issuer

SECRET = bytes(range(32))
PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class Running:
    """A gateway that runs, and everything around it."""

    url: str
    metrics_url: str
    fakes: dict[str, FakeService]
    issuer: Issuer
    process: Any = None
    listeners: Any = None
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request."""
        return self.session.request(method, self.url + path, timeout=10, **options)

    def as_staff(self, *roles: str, **options: Any) -> dict[str, str]:
        """Return the headers of a staff member."""
        return {"Authorization": f"Bearer {self.issuer.token({'roles': list(roles)})}", **options}

    def raw(self, *parts: bytes, end: bool = False) -> bytes:
        """Send bytes as they are and return everything that comes back until the gateway closes."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            for part in parts:
                connection.sendall(part)
            if end:
                connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def heard(self) -> list[tuple[str, dict[str, Any], Any]]:
        """Return every call that any service has heard since the test began."""
        return [call for fake in self.fakes.values() for call in fake.heard]


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateBroker]:
    folder = tmp_path_factory.mktemp("gateway-broker")
    folder.chmod(0o755)
    with PrivateBroker(folder) as running:
        yield running


@pytest.fixture(scope="session")
def running(broker: PrivateBroker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    fakes = {name: FakeService(name, SECRET) for name in sorted(find_services(find_resources()))}
    issuer = Issuer()
    port, metrics_port = ports.find_free_port(), ports.find_free_port()
    environment = dict(os.environ) | {
        "HUB311_PORT": str(port),
        "HUB311_AMQP_URI": broker.amqp_uri,
        "HUB311_SECRET": SECRET.hex(),
        "HUB311_HTTP_GATEWAY_METRICS": f"127.0.0.1:{metrics_port}",
        "HUB311_OIDC_ISSUER": issuer.url,
        **{f"HUB311_HTTP_{name.upper()}": fake.address for name, fake in fakes.items()},
    }
    listeners = FakeServices(broker.amqp_uri, list(fakes.values()))
    log = tmp_path_factory.mktemp("gateway") / "gateway.log"
    process = subprocess.Popen([sys.executable, "-m", "gateway"], env=environment, cwd=PROJECT, stderr=log.open("wb"))
    made = Running(
        f"http://127.0.0.1:{port}", f"http://127.0.0.1:{metrics_port}/metrics", fakes, issuer, process, listeners
    )
    try:
        processes.wait_until(lambda: _is_ready(made), 15, "the gateway's readiness; see " + str(log))
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(25)
        listeners.stop()


def _is_ready(made: Running) -> bool:
    try:
        return made.listeners.listening.is_set() and made.ask("GET", "/ready").json()["broker"]
    except (requests.RequestException, ValueError):
        return False


@pytest.fixture
def gateway(running: Running) -> Running:
    """Return the gateway with services that have heard nothing and know nothing."""
    for fake in running.fakes.values():
        fake.forget()
    running.issuer.away = False
    return running
