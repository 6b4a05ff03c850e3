"""The geo service as its own process, and a plain Nameko client that calls it."""

import json
import os
import queue
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from kombu import Connection, Exchange, Queue
from nameko.standalone.rpc import ClusterRpcClient

START_SECONDS = 20
PROJECT = Path(__file__).parents[2]


def wait_for(condition, what: str, seconds: float = START_SECONDS):
    """Return the first true value of the condition; AssertionError names what was awaited."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class RunningGeo:
    """Runs the service; `call(name, message)` returns its answer or raises RemoteError."""

    def __init__(self, amqp_uri: str, database_url: str, log: Path) -> None:
        self.amqp_uri = amqp_uri
        self.log = log
        self.address = f"127.0.0.1:{free_port()}"
        self.environment = os.environ | {
            "HUB311_AMQP_URI": amqp_uri,
            "HUB311_DATABASE_GEO": database_url,
            "HUB311_HTTP_GEO": self.address,
            "HUB311_SECRET": "5a" * 32,
        }

    def __enter__(self) -> "RunningGeo":
        with Connection(self.amqp_uri) as connection:
            Exchange("geo.events", type="topic", durable=True)(connection.channel()).declare()
        nameko = Path(sys.executable).with_name("nameko")
        with self.log.open("wb") as log:
            words = [nameko, "run", "services.geo.service:GeoService"]
            self.process = subprocess.Popen(words, cwd=PROJECT, env=self.environment, stdout=log, stderr=log)
        wait_for(lambda: self.get("/ready")[0] == 200, f"geo to be ready, see {self.log.read_text()}")
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of the service's own HTTP server; (0, '') while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def call(self, name: str, message: dict):
        """Call the service as any Nameko client does."""
        with ClusterRpcClient(uri=self.amqp_uri, timeout=10) as client:
            return getattr(client.geo, name)(message)

    def next_with(self, events, kind: str) -> dict | None:
        """The next event that is about a kind of layer and about no other; None when none has come yet."""
        try:
            said = json.loads(events.get(timeout=0.5).body)
        except queue.Empty:
            return None
        return said if [layer["kind"] for layer in said["data"]["layers"]] == [kind] else None

    def events(self, kind: str):
        """A queue of the events of a kind from now on."""
        connection = Connection(self.amqp_uri)
        exchange = Exchange("geo.events", type="topic", durable=True, no_declare=True)
        wanted = Queue("", exchange, f"{kind}.#", exclusive=True, auto_delete=True)
        return connection.SimpleQueue(wanted, no_ack=True)
