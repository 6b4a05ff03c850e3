"""Starts the probe: its tables, its queue and its process."""

from pathlib import Path
from typing import Any

from kombu import Connection

from deploy.processes import wait_until
from services.common import topology
from services.common.database import engine_for
from services.common.tables import service_base
from tests.running import Running, Services

TARGET = "tests.common.probe:ProbeService"


def prepare_tables(url: str) -> None:
    """Make the probe's tables, which are the common ones alone."""
    engine = engine_for(url)
    service_base().metadata.create_all(engine)
    engine.dispose()


def prepare_queues(uri: str) -> None:
    """Declare what topology would if the probe were one of the services."""
    with Connection(uri, connect_timeout=5) as connection:
        channel = connection.channel()
        topology.declare(channel)
        channel.exchange_declare("probe.events", "topic", durable=True, auto_delete=False)
        topology.quorum("probe.inbox")(channel).queue_declare()
        channel.queue_bind("probe.inbox", "intake.events", "#")


def start(services: Services, uri: str, url: str, **settings: str) -> Running:
    """Start a probe on a prepared broker and database."""
    return services.start("probe", uri, url, TARGET, PROBE_FOLDER=str(services.folder), **settings)


def lines(folder: Path, name: str) -> list[str]:
    """Return what the probe has noted."""
    path = folder / name
    return path.read_text().splitlines() if path.exists() else []


def wait_for_lines(folder: Path, name: str, count: int, seconds: float = 20) -> list[str]:
    """Wait until the probe has noted so much."""
    wait_until(lambda: len(lines(folder, name)) >= count, seconds, f"{count} lines in {name}")
    return lines(folder, name)


def first_occurrences(found: list[Any]) -> list[Any]:
    """Return each thing once, in the order in which it came first."""
    return list(dict.fromkeys(found))
