"""The knowledge base as its own process, called as the gateway calls it."""

import json
import os
import queue
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from kombu import Connection, Exchange, Queue
from nameko.standalone.rpc import ClusterRpcClient

from deploy import ports
from deploy.places import PROJECT
from services.common import caller as callers
from services.common.caller import Caller

START_SECONDS = 20
SECRET = "5a" * 32


def wait_for(condition, what, seconds=START_SECONDS):
    """Return the first true value of the condition; AssertionError names what was awaited."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


class RunningKb:
    """Runs the service; `call(name, message)` returns its answer or raises RemoteError."""

    def __init__(self, amqp_uri, database_url, log):
        self.amqp_uri = amqp_uri
        self.log = log
        self.address = f"127.0.0.1:{ports.find_free_port()}"
        self.environment = os.environ | {
            "HUB311_AMQP_URI": amqp_uri,
            "HUB311_DATABASE_KB": database_url,
            "HUB311_HTTP_KB": self.address,
            "HUB311_SECRET": SECRET,
        }

    def __enter__(self):
        with Connection(self.amqp_uri) as connection:
            for source in ("kb", "intake", "routing"):
                Exchange(f"{source}.events", type="topic", durable=True)(connection.channel()).declare()
        nameko = Path(sys.executable).with_name("nameko")
        with self.log.open("wb") as log:
            words = [nameko, "run", "services.kb.service:KbService"]
            self.process = subprocess.Popen(words, cwd=PROJECT, env=self.environment, stdout=log, stderr=log)
        wait_for(lambda: self.get("/ready")[0] == 200, f"kb to be ready, see {self.log.read_text()}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, path):
        """Status and body of the service's own HTTP server; (0, '') while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def call(self, name, message, caller=None):
        """Call the service as any Nameko client does, in the name of a caller or of nobody."""
        said = {"caller": callers.sign(caller, bytes.fromhex(SECRET))} if caller else {}
        with ClusterRpcClient(uri=self.amqp_uri, timeout=10, context_data=said) as client:
            return getattr(client.kb, name)(message)

    def say(self, event):
        """Publish another service's event, as its relay does."""
        source, kind = event["type"].split(".")[1:3]
        with Connection(self.amqp_uri) as connection:
            exchange = Exchange(f"{source}.events", type="topic", durable=True)
            connection.Producer().publish(event, exchange=exchange, routing_key=f"{kind}.none.none", delivery_mode=2)

    def events(self, kind):
        """A queue of this service's events of a kind from now on."""
        connection = Connection(self.amqp_uri)
        exchange = Exchange("kb.events", type="topic", durable=True, no_declare=True)
        wanted = Queue("", exchange, f"{kind}.#", exclusive=True, auto_delete=True)
        return connection.SimpleQueue(wanted, no_ack=True)


def next_about(events, subject):
    """The next event of a queue if it is about the subject; None when it is not, or none has come yet."""
    try:
        said = json.loads(events.get(timeout=0.5).body)
    except queue.Empty:
        return None
    return said if said["subject"] == subject else None


AGENT = Caller("staff", "agent-1", ("agent",))
EDITOR = Caller("staff", "rm-7", ("relationship_manager",))
