"""The gateway as a process of its own, between a real broker, fakes of the services and an identity provider."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
    files: Path = Path()
    log: Path = Path()
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request."""
        return self.session.request(method, self.url + path, timeout=10, **options)

    def fresh(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request on a connection of its own, for tests that ask from several threads."""
        return requests.request(method, self.url + path, timeout=10, **options)

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

    def in_flight(self) -> int:
        """Return how many requests the gateway says it is answering."""
        said = requests.get(self.metrics_url, timeout=10).text
        return int(float(re.search(r"^http_requests_in_flight (\S+)", said, re.MULTILINE)[1]))

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
def around(broker: PrivateBroker) -> Iterator[tuple[dict[str, FakeService], Issuer, FakeServices]]:
    """Yield what stands around every gateway: the fakes, an identity provider, and the fakes' ears."""
    fakes = {name: FakeService(name, SECRET) for name in sorted(find_services(find_resources()))}
    listeners = FakeServices(broker.amqp_uri, list(fakes.values()))
    yield fakes, Issuer(), listeners
    listeners.stop()


@contextmanager
def a_gateway(broker: PrivateBroker, around: Any, folder: Path, *words: str, **settings: str) -> Iterator[Running]:
    """Run a gateway until it is left; `words` come in the place of `-m gateway`."""
    fakes, issuer, listeners = around
    port, metrics_port = ports.find_free_port(), ports.find_free_port()
    environment = dict(os.environ) | {
        "HUB311_PORT": str(port),
        "HUB311_AMQP_URI": broker.amqp_uri,
        "HUB311_SECRET": SECRET.hex(),
        "HUB311_HTTP_GATEWAY_METRICS": f"127.0.0.1:{metrics_port}",
        "HUB311_OIDC_ISSUER": issuer.url,
        "HUB311_ORIGINS": "https://311.county.example https://agents.county.example",
        "HUB311_BLOBS": str(folder / "blobs"),
        **{f"HUB311_HTTP_{name.upper()}": fake.address for name, fake in fakes.items()},
        **settings,
    }
    command = [sys.executable, *(words or ("-m", "gateway"))]
    with (folder / "gateway.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=PROJECT, stderr=log)
    url, metrics_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{metrics_port}/metrics"
    files, log = folder / "blobs" / "attachments", folder / "gateway.log"
    made = Running(url, metrics_url, fakes, issuer, process, listeners, files, log)
    try:
        processes.wait_until(lambda: _is_ready(made), 20, f"the gateway's readiness; see {folder}/gateway.log")
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(25)


@pytest.fixture(scope="session")
def running(broker: PrivateBroker, around: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with a_gateway(broker, around, tmp_path_factory.mktemp("gateway")) as made:
        yield made


IMPATIENT = """
from gateway import __main__, transport
transport.HEAD_SECONDS, transport.BODY_SECONDS = 0.5, 0.7
__main__.main()
"""


@pytest.fixture(scope="session")
def impatient_one(broker: PrivateBroker, around: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with a_gateway(broker, around, tmp_path_factory.mktemp("impatient"), "-c", IMPATIENT) as made:
        yield made


@pytest.fixture
def impatient(impatient_one: Running) -> Running:
    """Return a gateway that waits half a second for headers and 0.7 s for a body."""
    return _forgetful(impatient_one)


def _is_ready(made: Running) -> bool:
    try:
        ready = made.ask("GET", "/ready")
        return made.listeners.listening.is_set() and ready.status_code == 200 and ready.json()["broker"]
    except (requests.RequestException, ValueError):
        return False


@pytest.fixture
def stopping(broker: PrivateBroker, around: Any, tmp_path: Path) -> Iterator[Running]:
    """Yield a gateway that a test may stop."""
    with a_gateway(broker, around, tmp_path) as made:
        yield _forgetful(made)


@pytest.fixture
def crowded(broker: PrivateBroker, around: Any, tmp_path: Path) -> Iterator[Running]:
    """Yield a gateway in which three requests are a crowd."""
    with a_gateway(broker, around, tmp_path, HUB311_GATEWAY_IN_FLIGHT="5") as made:
        yield _forgetful(made)


@pytest.fixture
def narrow(broker: PrivateBroker, around: Any, tmp_path: Path) -> Iterator[Running]:
    """Yield a gateway in which three reads of one service are all it may ask at once."""
    with a_gateway(broker, around, tmp_path, HUB311_GATEWAY_CALLS="4") as made:
        yield _forgetful(made)


@pytest.fixture
def gateway(running: Running) -> Running:
    """Return the gateway with services that have heard nothing and know nothing."""
    return _forgetful(running)


def _forgetful(made: Running) -> Running:
    for fake in made.fakes.values():
        fake.forget()
    made.issuer.away = False
    made.issuer.open.set()
    return made
