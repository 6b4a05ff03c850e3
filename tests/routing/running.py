"""Routing as a process, with geo and a fake intake beside it, on a virtual host of its own."""

from pathlib import Path
from typing import Any

from kombu import Connection, Exchange

from deploy.processes import AwaitedInVain, settles
from services.common import envelope, topology
from services.common.caller import Caller
from services.common.envelope import Event, Heard
from tests.common.client import Client
from tests.routing.desk import opened
from tests.running import Running, Services

DOT, WASTE = Caller("system", "key-1", department="dot"), Caller("system", "key-2", department="waste")
ADMINISTRATOR = Caller("staff", "administrator-1", ("administrator",))
SUPERVISOR = Caller("staff", "supervisor-1", ("supervisor",))
AGENT = Caller("staff", "agent-1", ("agent",))


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

    def open(self, *events: Heard) -> None:
        """Say that requests were opened, as intake's relay does."""
        with Connection(self.uri) as connection:
            topology.declare(connection.channel())
            exchange = Exchange("intake.events", type="topic", durable=True)
            producer = connection.Producer(exchange=exchange)
            for event in events:
                said = Event(event.type, event.subject, event.data, id=event.id)
                message = envelope.write(said, "intake", event.sequence)
                producer.publish(message, routing_key=said.routing_key, serializer="json", delivery_mode=2)

    def call(self, name: str, caller: Caller = DOT, **message: Any) -> Any:
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


def requests(count: int, service: str = "parking-ticket-dispute", first: int = 1000000000) -> list[Heard]:
    """Requests that need no place."""
    return [opened(str(first + i), service, point=None) for i in range(count)]
