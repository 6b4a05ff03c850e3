"""Virtual hosts of a broker that tests share, and plain AMQP: what is in a queue, what arrives on an exchange."""

import json
import uuid
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import requests
from amqp.exceptions import NotFound
from kombu import Connection, Queue

from deploy.processes import wait_until

NO_ADMIN = "no management API: HUB311_TEST_AMQP_ADMIN is not set"


class VirtualHosts:
    """Makes virtual hosts by the management API and deletes them at the end."""

    def __init__(self, amqp_uri: str, admin_url: str) -> None:
        if not admin_url:
            pytest.skip(NO_ADMIN)
        self.uri = urlsplit(amqp_uri)
        self.admin = admin_url
        self._made: list[str] = []

    def __enter__(self) -> "VirtualHosts":
        return self

    def make(self) -> str:
        """Return the uri of a new virtual host."""
        name = f"test-{uuid.uuid4().hex[:12]}"
        self._ask("PUT", f"vhosts/{name}")
        self._ask("PUT", f"permissions/{name}/{self.uri.username}", {"configure": ".*", "write": ".*", "read": ".*"})
        self._made.append(name)
        return urlunsplit(self.uri._replace(path=f"/{name}"))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in self._made:
            self._ask("DELETE", f"vhosts/{name}")

    def _ask(self, verb: str, path: str, body: dict[str, str] | None = None) -> None:
        requests.request(verb, f"{self.admin}/api/{path}", json=body, timeout=20).raise_for_status()


def bind_reader(uri: str, exchange: str, name: str = "reader", key: str = "#") -> None:
    """Have a durable queue take what is published on an exchange."""
    with Connection(uri, connect_timeout=5) as connection:
        channel = connection.channel()
        channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
        Queue(name, durable=True, queue_arguments={"x-queue-type": "quorum"})(channel).queue_declare()
        channel.queue_bind(name, exchange, key)


def take(uri: str, queue: str = "reader") -> list[Any]:
    """Take every message that is in a queue now, oldest first."""
    taken = []
    with Connection(uri, connect_timeout=5) as connection:
        channel = connection.channel()
        while (message := channel.basic_get(queue, no_ack=True)) is not None:
            taken.append(message)
    return taken


def wait_for_messages(uri: str, count: int, queue: str = "reader", seconds: float = 20) -> list[Any]:
    """Take messages until there are `count`, also from a queue that is yet to be declared; AwaitedInVain in the end."""
    taken: list[Any] = []

    def enough() -> bool:
        try:
            taken.extend(take(uri, queue))
        except (OSError, NotFound):
            return False
        return len(taken) >= count

    wait_until(enough, seconds, f"{count} messages in {queue}")
    return taken


def events_of(messages: list[Any]) -> list[dict[str, Any]]:
    """Read messages as events."""
    return [json.loads(message.body) for message in messages]


def publish(uri: str, exchange: str, key: str, body: bytes, **properties: Any) -> None:
    """Publish one persistent message and wait for its confirm."""
    said = {"content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": 2} | properties
    with Connection(uri, connect_timeout=5, transport_options={"confirm_publish": True}) as connection:
        from amqp import Message

        connection.channel().basic_publish(Message(body, **said), exchange, key)
