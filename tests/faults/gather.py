"""Collects the evidence of a run: journals, databases, mails, and what is drained from the queues."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import requests
from kombu import Connection

from services.common import settings, topology
from tests.faults import witness
from tests.faults.databases import Databases
from tests.faults.evidence import Evidence, Mail
from tests.faults.journal import Journal


def gather(
    told: dict[str, Any], databases: Databases, journal: Journal, deliveries: Path, logs: Path, refused: list[str]
) -> Evidence:
    """Everything but what only the run itself knows; queues are emptied, never counted."""
    dead, unrouted = _drain_all(told, deliveries)
    tables = ("requests", "keys", "history", "said", "heard", "cases", "triage", "assignments", "feed", "messages")
    return Evidence(
        **{name: getattr(databases, name)() for name in tables},
        answered=journal.read(),
        refused=refused,
        deliveries=witness.read(deliveries),
        mails=mails(told["mailbox"]),
        dead=dead,
        unrouted=unrouted,
        hears={name: getattr(contract, "HEARS", {}) for name, contract in settings.contracts()},
        logs=sorted(path for path in logs.rglob("*") if path.is_file()),
    )


def _drain_all(told: dict[str, Any], deliveries: Path) -> tuple[list[str], list[str]]:
    """Take what is left in the departments' queues into their journal; return dead letters and the unrouted."""
    with Connection(told["amqp_uri"], connect_timeout=10) as connection:
        with deliveries.open("a") as notes:
            for code, access in told["departments"].items():
                notes.writelines(witness.as_line(code, body) for body in drained(connection, access["queue"]))
        dead = [_name(body) for body in drained(connection, topology.DEAD)]
        return dead, [_name(body) for body in drained(connection, topology.UNROUTED)]


def drained(connection: Connection, queue: str) -> Iterator[bytes]:
    """Take every message out of a queue; a queue's own count of itself is not trusted."""
    channel = connection.channel()
    while (message := channel.basic_get(queue)) is not None:
        yield message.body if isinstance(message.body, bytes) else message.body.encode()
        channel.basic_ack(message.delivery_tag)
    channel.close()


def _name(body: bytes) -> str:
    """The id and type of an event, or the start of what is none."""
    try:
        event = orjson.loads(body)
        return f"{event['type']} {event['id']}"
    except (ValueError, KeyError, TypeError):
        return repr(body[:60])


def mails(mailbox: str) -> list[Mail]:
    """Every mail in the mailbox."""
    items = requests.get(f"{mailbox}/messages.json", timeout=120).json()["items"]
    return [Mail(m["id"], m["message_id"].strip("<>").partition("@")[0], m["to"][0], m["subject"]) for m in items]
