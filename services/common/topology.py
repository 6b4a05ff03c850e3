"""Which exchanges, queues and bindings exist: made from the contracts, declared by whoever starts first."""

import sys

from kombu import Connection, Exchange, Queue
from kombu.transport.base import StdChannel

from services.common import settings

UNROUTED = "hub311.unrouted"
DEAD = "hub311.dead"
DELIVERY_LIMIT = 100


def exchange_of(service: str) -> str:
    """Return the name of the topic exchange on which a service says its events."""
    return f"{service}.events"


def inbox_of(service: str) -> str:
    """Return the name of the quorum queue from which a service hears."""
    return f"{service}.inbox"


def unheard(source: str) -> frozenset[str]:
    """Return the events that no contract hears: they are for whoever binds a queue of the county's own."""
    heard = {event for _, contract in settings.contracts() for event in getattr(contract, "HEARS", {}).get(source, ())}
    said = {
        event.event_name() for name, contract in settings.contracts() if name == source for event in contract.EVENTS
    }
    return frozenset() if "#" in heard else frozenset(said - heard)


def quorum(name: str, **limits: object) -> Queue:
    """Return a durable quorum queue whose unreadable messages go to the dead-letter exchange."""
    arguments = {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD,
        "x-dead-letter-routing-key": name,
    }
    return Queue(name, durable=True, queue_arguments=arguments | limits)


def declare(channel: StdChannel) -> None:
    """Declare every exchange, inbox and binding that the contracts name; safe to repeat."""
    _declare_safety_nets(channel)
    for service, contract in settings.contracts():
        Exchange(exchange_of(service), type="topic", durable=True)(channel).declare()
        if getattr(contract, "HEARS", None):
            quorum(inbox_of(service))(channel).queue_declare()
    for service, contract in settings.contracts():
        for source, names in getattr(contract, "HEARS", {}).items():
            Exchange(exchange_of(source), type="topic", durable=True)(channel).declare()
            for name in names:
                key = "#" if name == "#" else f"{name}.#"
                channel.queue_bind(inbox_of(service), exchange_of(source), key)


def _declare_safety_nets(channel: StdChannel) -> None:
    """What no binding catches lands in one queue, what cannot be read in another; both alarm."""
    for name, kind in ((UNROUTED, "fanout"), (DEAD, "topic")):
        Exchange(name, type=kind, durable=True)(channel).declare()
        arguments = {"x-queue-type": "quorum", "x-delivery-limit": DELIVERY_LIMIT}
        Queue(name, durable=True, queue_arguments=arguments)(channel).queue_declare()
        channel.queue_bind(name, name, "#")


def main() -> int:
    """Declare everything on the broker at HUB311_AMQP_URI."""
    uri = settings.required("HUB311_AMQP_URI", "amqp://user:password@host:port/vhost")
    with Connection(uri, connect_timeout=5) as connection:
        declare(connection.channel())
    print("hub311: exchanges, inboxes and bindings are declared")
    return 0


if __name__ == "__main__":
    sys.exit(main())
