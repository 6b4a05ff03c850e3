"""What may happen between services: every event comes twice, each copy when it likes, so that order is lost."""

import heapq
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from amqp import Message
from kombu import Connection, Queue

from services.common import envelope, settings, topology
from tests.brokers import take

LONGEST_SECONDS = 0.7  # longer than a service's own stride, shorter than anybody's patience
LOOK_SECONDS = 0.02


@dataclass(order=True)
class Copy:
    """A copy of an event on its way to an inbox."""

    due: float
    place: int
    inbox: str = field(compare=False)
    message: Any = field(compare=False)


class Disorder:
    """Stands between the exchanges and the inboxes of all services while it is entered.

    `turned` counts events that were first delivered behind a younger one of the same source and subject, `delivered`
    all copies by inbox.
    """

    def __init__(self, amqp_uri: str, seed: int = 311) -> None:
        self.amqp_uri = amqp_uri
        self.turned = 0
        self.delivered: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._on_the_way: list[Copy] = []
        self._count = 0
        self._newest: dict[tuple[str, str, str], int] = {}
        self._seen: set[tuple[str, str]] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="disorder")
        self._failed: Exception | None = None

    def __enter__(self) -> "Disorder":
        self._bind(divert=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bind(divert=False)
        self._over.set()
        self._thread.join()
        if self._failed:
            raise self._failed

    @property
    def inboxes(self) -> list[str]:
        """The queues of the services that hear."""
        return [topology.inbox_of(name) for name, contract in settings.contracts() if getattr(contract, "HEARS", None)]

    def _bind(self, divert: bool) -> None:
        """Lead events past the inboxes, or to them again; a moment of both, so that none is lost."""
        with Connection(self.amqp_uri, connect_timeout=5) as connection:
            channel = connection.channel()
            for inbox in self.inboxes:
                Queue(f"astray.{inbox}", durable=True, queue_arguments={"x-queue-type": "quorum"})(channel).declare()
            for inbox, exchange, key in _bindings():
                ways = (f"astray.{inbox}", inbox)
                channel.queue_bind(ways[0] if divert else ways[1], exchange, key)
                channel.queue_unbind(ways[1] if divert else ways[0], exchange, key)

    def _run(self) -> None:
        try:
            with Connection(self.amqp_uri, connect_timeout=5) as connection:
                channel = connection.channel()
                while not (self._over.is_set() and not self._collect() and not self._on_the_way):
                    self._collect()
                    self._deliver(channel)
                    time.sleep(LOOK_SECONDS)
                for inbox in self.inboxes:
                    channel.queue_delete(f"astray.{inbox}")
        except Exception as error:
            self._failed = error

    def _collect(self) -> int:
        """Take what was said meanwhile and let two copies of it go their ways."""
        taken = [(inbox, message) for inbox in self.inboxes for message in take(self.amqp_uri, f"astray.{inbox}")]
        for inbox, message in taken:
            for _ in range(2):
                self._count += 1
                due = time.monotonic() + self._random.uniform(0, LONGEST_SECONDS)
                heapq.heappush(self._on_the_way, Copy(due, self._count, inbox, message))
        return len(taken)

    def _deliver(self, channel: Any) -> None:
        while self._on_the_way and self._on_the_way[0].due <= time.monotonic():
            copy = heapq.heappop(self._on_the_way)
            self._note(copy.inbox, envelope.read(copy.message.body))
            self.delivered[copy.inbox] += 1
            channel.basic_publish(Message(copy.message.body, **copy.message.properties), "", copy.inbox)

    def _note(self, inbox: str, event: envelope.Heard) -> None:
        """Count an event that comes for the first time and too late."""
        key = (inbox, event.source, event.subject)
        if (inbox, event.id) not in self._seen and event.sequence < self._newest.get(key, 0):
            self.turned += 1
        self._seen.add((inbox, event.id))
        self._newest[key] = max(event.sequence, self._newest.get(key, 0))


def _bindings() -> list[tuple[str, str, str]]:
    """The inbox, exchange and key of every binding that the contracts name."""
    return [
        (topology.inbox_of(service), topology.exchange_of(source), "#" if name == "#" else f"{name}.#")
        for service, contract in settings.contracts()
        for source, names in getattr(contract, "HEARS", {}).items()
        for name in names
    ]
