"""`make check-slow-department`: a department reads nothing for 200,000 events, nobody notices, it catches up.

`python -m tests.department.slow [--events 200000] [--engine sqlite|postgresql] [--seconds 20]`. Its events are made
cheaply: given positions as the relay does it and put into its queue, without a request behind each. Writes
var/check-slow-department.json.
"""

import argparse
import json
import random
import shutil
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

import requests
from kombu import Connection, Consumer, Queue

from deploy.department.hub import Hub
from deploy.department.journal import Journal
from deploy.department.state import State
from deploy.local import Stack
from deploy.places import state_folder
from services.common import clock, envelope
from services.common.confirms import ConfirmedPublisher, Outgoing
from services.common.database import Store, engine_for
from services.common.envelope import Event
from services.common.ids import uuid7
from services.routing.feed.positions import assign_positions
from services.routing.feed.queues import most_messages, queue_of
from tests.department.source import Source
from tests.load import bodies

SLOW, QUICK, SERVICE = "libraries", "dot", "pothole"
BATCH = 500
CREATES_PER_SECOND = 20.0
# What another department may notice of it: nothing that could be told from chance.
MORE_SECONDS, MORE_TIMES = 0.05, 1.5


@dataclass
class Seen:
    """What residents and another department see during a phase, in seconds; and the broker's alarms."""

    creates: int = 0
    refused: int = 0
    create_p95: float = 0.0
    delivered: int = 0
    delivered_p95: float = 0.0
    alarms: int = 0


class Watched:
    """Creates at a steady pace, and the latency with which the quick department has them."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.run = stack, stack.run_json
        self.source = Source(self.run, QUICK, 311)
        self.ages: list[float] = []
        self.over = threading.Event()
        threading.Thread(target=self._consume, daemon=True).start()

    def _consume(self) -> None:
        access = self.run["departments"][QUICK]
        with Connection(access["amqp_uri"]) as connection:
            queue = Queue(access["queue"], no_declare=True)
            with Consumer(connection, queue, on_message=self._take, no_ack=True, accept=["json"]):
                while not self.over.is_set():
                    try:
                        connection.drain_events(timeout=0.5)
                    except TimeoutError:
                        continue

    def _take(self, message: Any) -> None:
        self.ages.append((clock.now() - clock.parse(message.payload["time"])).total_seconds())

    def phase(self, seconds: float, beside: threading.Event | None = None) -> Seen:
        """Watch for so long, or until something beside it has happened."""
        seen, took, chance = Seen(), [], random.Random(311)
        self.ages.clear()
        began = time.monotonic()
        while (time.monotonic() < began + seconds) if beside is None else not beside.is_set():
            at = time.monotonic()
            wish = bodies.request(chance, seen.creates) | {"service_code": SERVICE, "answers": ANSWERS}
            seen.refused += not self._create(wish)
            seen.creates += 1
            took.append(time.monotonic() - at)
            time.sleep(max(0.0, 1 / CREATES_PER_SECOND - took[-1]))
        time.sleep(1)
        seen.create_p95, seen.delivered_p95 = p95(took), p95(self.ages)
        seen.delivered, seen.alarms = len(self.ages), self._alarms()
        return seen

    def _create(self, wish: dict[str, Any]) -> bool:
        try:
            self.source.ask("POST", "/v1/requests", "agent", json=wish)
        except requests.RequestException:
            return False
        return True

    def _alarms(self) -> int:
        admin = self.stack.environment["HUB311_AMQP_ADMIN"].rstrip("/")
        return int(requests.get(f"{admin}/api/health/checks/alarms", timeout=10).status_code != 200)


ANSWERS = bodies.required_answers(SERVICE)


def p95(values: list[float]) -> float:
    """The value below which 95 of 100 lie; 0 of none."""
    return round(sorted(values)[int(0.95 * (len(values) - 1))], 4) if values else 0.0


class Flood:
    """Events of the slow department: in its feed by the relay's own function, then in its queue, confirmed."""

    def __init__(self, stack: Stack) -> None:
        self.store = Store(engine_for(stack.databases["routing"]), "routing")
        self.publisher = ConfirmedPublisher(stack.environment["HUB311_AMQP_URI"], 30)

    def pour(self, count: int, pause_seconds: float = 0.0) -> None:
        """Make so many."""
        for start in range(0, count, BATCH):
            rows = [self._row(start + n) for n in range(min(BATCH, count - start))]
            with self.store.transaction() as session:
                assign_positions(session, rows)
            said = [Outgoing("", queue_of(SLOW), row["body"], row["event_id"]) for row in rows]
            self.publisher.publish(said)
            time.sleep(pause_seconds)

    def _row(self, number: int) -> dict[str, Any]:
        about = {"department": SLOW, "reader": "queue"}
        said = Event("reader_back", f"feed:{SLOW}:{number % 997}", about, SLOW, id=uuid7())
        body = envelope.dumps(envelope.write(said, "routing", number + 1))
        return {"department": SLOW, "event_id": said.id, "said_at": clock.now(), "body": body}


def check(stack: Stack, events: int, seconds: float) -> dict[str, Any]:
    """Watch before, during and with a full queue; then let the department catch up."""
    watched, flood, poured = Watched(stack), Flood(stack), threading.Event()
    before = watched.phase(seconds)
    threading.Thread(target=lambda: (flood.pour(events, 0.05), poured.set()), daemon=True).start()
    during = watched.phase(0, beside=poured)
    full = watched.phase(seconds)
    watched.over.set()
    began = time.monotonic()
    access = stack.run_json["departments"][SLOW]
    journal = Journal(stack.folder / "departments" / SLOW / "journal.jsonl")
    for page in Hub(stack.url, access["api_key"]).events(0):
        journal.append(page)
    took = time.monotonic() - began
    known = [event["position"] for event in journal.read()]
    lost = len(set(range(1, max(known) + 1)) - set(known))
    left = _left(stack.environment["HUB311_AMQP_URI"], access["queue"])
    return {
        "events": len(known), "lost": lost, "kept_in_queue": left, "queue_limit": most_messages(),
        "state": len(State(journal.read()).work), "catch_up_seconds": round(took, 1),
        "before": asdict(before), "during": asdict(during), "full": asdict(full),
    }  # fmt: skip


def _left(amqp_uri: str, queue: str) -> int:
    with Connection(amqp_uri) as connection:
        return int(connection.channel().queue_declare(queue, passive=True).message_count)


def is_good(found: dict[str, Any], events: int) -> bool:
    """Whether nobody else noticed, and the department has everything."""
    before, full, phases = found["before"], found["full"], [found[n] for n in ("before", "during", "full")]
    same = all(
        full[n] <= max(before[n] * MORE_TIMES, before[n] + MORE_SECONDS) for n in ("create_p95", "delivered_p95")
    )
    calm = not any(phase["refused"] or phase["alarms"] for phase in phases)
    return same and calm and found["lost"] == 0 and found["events"] >= events


def main(arguments: list[str]) -> int:
    """Run, print what was found; 0 when it is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args(arguments)
    folder = state_folder() / "check-slow-department"
    shutil.rmtree(folder, ignore_errors=True)
    with Stack(folder, engine=given.engine) as stack:
        found = check(stack, given.events, given.seconds)
    (state_folder() / "check-slow-department.json").write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))
    good = is_good(found, given.events)
    print("hub311: nobody noticed, and nothing is lost" if good else "hub311: somebody noticed, or something is lost")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
