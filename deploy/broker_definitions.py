"""Prints RabbitMQ definitions (exchanges, queues, bindings, policies) for a broker of the county's own.

`python -m deploy.broker_definitions > definitions.json`, then an administrator imports the file; users and their
passwords are not in it.
"""

import json
import sys
from typing import Any

from deploy.provision import department_codes
from services.common import settings, topology
from services.routing.contract import commands

QUORUM = {"x-queue-type": "quorum", "x-delivery-limit": topology.DELIVERY_LIMIT}


def definitions(vhost: str = "/") -> dict[str, Any]:
    """Return what the broker needs, made from the contracts and the sample county's departments."""
    exchanges = {topology.UNROUTED: "fanout", topology.DEAD: "topic"}
    queues: dict[str, dict[str, Any]] = {topology.UNROUTED: QUORUM, topology.DEAD: QUORUM}
    bindings = [(topology.UNROUTED, topology.UNROUTED, "#"), (topology.DEAD, topology.DEAD, "#")]
    for service, contract in settings.contracts():
        exchanges[topology.exchange_of(service)] = "topic"
        for source, names in getattr(contract, "HEARS", {}).items():
            queues[topology.inbox_of(service)] = topology.quorum("").queue_arguments | {
                "x-dead-letter-routing-key": topology.inbox_of(service)
            }
            keys = ["#" if name == "#" else f"{name}.#" for name in names]
            bindings += [(topology.exchange_of(source), topology.inbox_of(service), key) for key in keys]
    bindings += [(topology.exchange_of("routing"), f"department.{c}", f"*.{c}.#") for c in department_codes()]
    queues |= {
        f"department.{code}": {"x-queue-type": "quorum", "x-overflow": "drop-head"} for code in department_codes()
    }
    exchanges[commands.EXCHANGE] = "topic"
    queues[commands.QUEUE] = {"x-queue-type": "quorum", "x-max-length": 100_000, "x-overflow": "reject-publish"}
    bindings.append((commands.EXCHANGE, commands.QUEUE, "#"))
    return {
        "exchanges": [_exchange(name, kind, vhost) for name, kind in exchanges.items()],
        "queues": [_queue(name, arguments, vhost) for name, arguments in queues.items()],
        "bindings": [_binding(binding, vhost) for binding in bindings],
        "policies": [_unrouted_policy(vhost)],
    }


def _exchange(name: str, kind: str, vhost: str) -> dict[str, Any]:
    said = {"name": name, "vhost": vhost, "type": kind, "durable": True}
    return said | {"auto_delete": False, "internal": False, "arguments": {}}


def _queue(name: str, arguments: dict[str, Any], vhost: str) -> dict[str, Any]:
    return {"name": name, "vhost": vhost, "durable": True, "auto_delete": False, "arguments": arguments}


def _binding(binding: tuple[str, str, str], vhost: str) -> dict[str, Any]:
    source, queue, key = binding
    said = {"source": source, "vhost": vhost, "destination": queue, "destination_type": "queue"}
    return said | {"routing_key": key, "arguments": {}}


def _unrouted_policy(vhost: str) -> dict[str, Any]:
    """What no queue takes lands where an alarm sees it, declared by policy so that exchanges stay bare."""
    definition = {"alternate-exchange": topology.UNROUTED}
    pattern = r"^[a-z]+\.events$"
    return {"vhost": vhost, "name": "hub311-unrouted", "pattern": pattern, "apply-to": "exchanges",
            "definition": definition, "priority": 0}  # fmt: skip


if __name__ == "__main__":
    json.dump(definitions(), sys.stdout, indent=2)
    print()
