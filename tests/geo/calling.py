"""Calls to the running service by a plain Nameko client, and the events that it says."""

import json
from typing import Any

from kombu import Connection, Exchange, Queue
from nameko.standalone.rpc import ClusterRpcClient

from services.common.database import Store
from tests.running import Running


class Geo:
    """The running geo service, its database and its events from the beginning on."""

    def __init__(self, amqp_uri: str, database: Store) -> None:
        self.amqp_uri = amqp_uri
        self.database = database
        self.process: Running | None = None

    def __enter__(self) -> "Geo":
        self._connection = Connection(self.amqp_uri)
        exchange = Exchange("geo.events", type="topic", durable=True)
        queue = Queue("", exchange, "layers_activated.#", exclusive=True, auto_delete=True)
        self.events = self._connection.SimpleQueue(queue, no_ack=True)
        return self

    def __exit__(self, *_: Any) -> None:
        self.events.close()
        self._connection.release()

    def call(self, name: str, message: dict[str, Any]) -> Any:
        """The answer to a call; RemoteError when it is refused."""
        with ClusterRpcClient(uri=self.amqp_uri, timeout=10) as client:
            return getattr(client.geo, name)(message)

    def next_event(self) -> dict[str, Any]:
        """The next event that geo says."""
        return json.loads(self.events.get(timeout=20).body)
