"""Routing as a process, with geo and a fake intake beside it, on a virtual host of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from deploy.places import PROJECT
from deploy.processes import AwaitedInVain, settles
from services.common import clock, envelope
from services.common.caller import Caller
from services.common.confirms import ConfirmedPublisher, Outgoing
from services.common.envelope import Event, Heard
from tests.common.client import Client
from tests.routing.desk import NUMBER, opened
from tests.routing.sample import SAMPLE
from tests.running import Running, Services

DOT, WASTE = Caller("system", "key-1", department="dot"), Caller("system", "key-2", department="waste")
ADMINISTRATOR = Caller("staff", "administrator-1", ("administrator",))
SUPERVISOR = Caller("staff", "supervisor-1", ("supervisor",))
AGENT = Caller("staff", "agent-1", ("agent",))
MANIFEST = SAMPLE / "layers" / "manifest.toml"


class RunningRouting:
    """Starts what a test needs and speaks to it."""

    def __init__(self, services: Services, amqp_uri: str, databases: Any, routing_url: str, admin: str) -> None:
        self.services, self.uri, self.databases = services, amqp_uri, databases
        self.routing_url, self.admin = routing_url, admin
        self.client = Client(amqp_uri, bytes.fromhex(services.secret))

    def start(self, **settings: str) -> Running:
        """Start a process of routing."""
        mine = {"HUB311_AMQP_ADMIN": self.admin} | settings
        return self.services.start("routing", self.uri, self.routing_url, **mine)

    def start_intake(self) -> Running:
        """Start the fake intake."""
        url = f"sqlite:///{Path(self.services.folder)}/fake-intake.db"
        return self.services.start("intake", self.uri, url, target="tests.routing.fake_intake:IntakeService")

    def start_geo(self) -> Running:
        """Load the sample county's map and start geo."""
        url = self.databases.place.make()
        environment = dict(os.environ) | {"HUB311_DATABASE_GEO": url}
        for words in (["services.common.migrate", "geo"], ["services.geo.load", str(MANIFEST)]):
            command = [sys.executable, "-W", "ignore", "-m", *words]
            subprocess.run(command, env=environment, cwd=PROJECT, check=True, timeout=120, capture_output=True)
        return self.services.start("geo", self.uri, url)

    def open(self, *events: Heard) -> None:
        """Say that requests were opened, as intake's relay does."""
        messages = [_outgoing(event) for event in events]
        publisher = ConfirmedPublisher(self.uri)
        publisher.publish(messages)
        publisher.close()

    def call(self, name: str, caller: Caller = DOT, /, **message: Any) -> Any:
        """Make a call."""
        return self.client.call("routing", name, message, caller=caller)

    def wait_for_work(self, count: int, caller: Caller = DOT, seconds: float = 30) -> list[dict[str, Any]]:
        """The work of a department, once there is so much of it."""
        return self._wait("list_assignments", count, caller, seconds)

    def wait_for_feed(self, count: int, caller: Caller = DOT, seconds: float = 30) -> list[dict[str, Any]]:
        """The first page of a department's feed, once it has so many events."""
        return self._wait("list_feed", count, caller, seconds)

    def _wait(self, name: str, count: int, caller: Caller, seconds: float) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []

        def enough() -> bool:
            found[:] = self.call(name, caller, limit=250)["items"]
            return len(found) >= count

        if not settles(enough, seconds):
            raise AwaitedInVain(f"{count} items of {name}: {len(found)} within {seconds:g} s")
        return found


def _outgoing(event: Heard) -> Outgoing:
    said = Event(event.type, event.subject, event.data, id=event.id)
    body = envelope.dumps(envelope.write(said, "intake", event.sequence))
    return Outgoing("intake.events", said.routing_key, body, event.id)


def opened_now(number: str = NUMBER, service: str = "pothole", **data: Any) -> Heard:
    """A request opened this minute: a running service holds its promise against the clock."""
    return opened(number, service, clock.instant_text(clock.now()), **data)


def requests(count: int, service: str = "parking-ticket-dispute", first: int = 1000000000) -> list[Heard]:
    """Requests that need no place."""
    return [opened_now(str(first + i), service, point=None) for i in range(count)]
