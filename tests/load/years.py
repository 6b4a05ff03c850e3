"""`make bench-history`: how fast people find things with ten years stored on PostgreSQL: 6 million contacts.

`python -m tests.load.years [--contacts 6000000] [--requests 2000000] [--asked 200] [--seed-only]`. The database is kept
in the state folder for the next run. First runs come right after a restart of PostgreSQL and every service; the
operating system's cache of files stays. Writes var/bench-history.json.
"""

import argparse
import json
import sys
from datetime import timedelta

from sqlalchemy import delete

from deploy.local import Stack
from deploy.places import state_folder
from deploy.postgres import PrivatePostgres
from services.common import clock
from services.common.database import Store, engine_for
from services.common.seals import SEALS
from services.intake.models import RecordFile
from services.intake.records.counting import Counting
from tests.load import contact_history, history, search_history, work_history
from tests.load.asked import Asked, percentile
from tests.load.copying import Bar, Copying

AIM_MS = 100  # p95, each kind of question
FIRST = 20
DAYS = 365 * (history.YEARS + contact_history.YEARS) + 2
ENVIRONMENT = {"HUB311_LIMITS": "off", "HUB311_LOOKUPS_A_MINUTE": "100000", "HUB311_LOOKUPS_AN_HOUR": "100000"}


def stack() -> Stack:
    """The system whose databases hold the years."""
    return Stack(state_folder() / "bench-history", engine="postgresql", environment=ENVIRONMENT)


def seed(contacts: int, requests: int) -> dict[str, int]:
    """Write what is missing while no service runs, so that none catches up with it meanwhile; returns the rows."""
    with stack() as running:
        folder = running.folder
    with PrivatePostgres(folder / "postgres") as postgres:
        intake, routing = (postgres.create_database(name) for name in ("intake", "routing"))
        fill(intake, routing, (contacts, requests))
        return counted(intake)


def fill(intake: str, routing: str, sizes: tuple[int, int]) -> None:
    """Write contacts and requests so many, and all that services make of them in the background."""
    contacts, requests = sizes
    history.fill(intake, requests)
    contact_history.fill(intake, contacts)
    work_history.fill(routing, intake, requests)
    search_history.fill(intake)
    store = Store(engine_for(intake), "intake")
    _note_done(store)
    _count(Counting(store))
    store.engine.dispose()


def _count(counting: Counting) -> None:
    bar = Bar(DAYS, "days counted (more or less)")
    done = 0
    for counted in counting.finish():
        done += counted
        if done:
            bar.show(min(done, DAYS))


def _note_done(store: Store) -> None:
    """Note yesterday as closed and begin the audit's chain anew: no job works off ten years while others measure."""
    yesterday, none = clock.now().date() - timedelta(days=1), {"rows": 0, "bytes": 0, "sha256": "0" * 64}
    with store.transaction() as session:
        session.execute(delete(RecordFile))
        session.execute(delete(SEALS))
        row = {"day": yesterday, "kind": "totals", "part": "day", "format": "json", "schema_version": 1}
        session.add(RecordFile(**row, **none, as_of=clock.now(), written_at=clock.now()))


def measure(running: Stack, times: int, start: int) -> dict[str, list[float]]:
    """Ask every kind of question so often; milliseconds by kind, one question at a time."""
    asked = Asked(running.url, running.run_json, running.databases["intake"], start)
    return {kind: [asked.ask(kind, question) for _ in range(times)] for kind, question in asked.kinds().items()}


def table(first: dict[str, list[float]], later: dict[str, list[float]]) -> str:
    """The figures as the documentation shows them."""
    lines = ["| what is asked | first p50 | first p95 | later p50 | later p95 |", "|---|---|---|---|---|"]
    for kind, times in later.items():
        told = [percentile(values, share) for values in (first[kind], times) for share in (0.5, 0.95)]
        lines.append(f"| {kind} | " + " | ".join(f"{value:.1f}" for value in told) + " |")
    return "\n".join(lines)


def counted(intake: str) -> dict[str, int]:
    """How many rows there are."""
    copying = Copying(intake, ())
    rows = {name: copying.count(name) for name in ("contacts", "contact_items", "service_requests", "residents")}
    copying.finish(False)
    return rows


def main(arguments: list[str]) -> int:
    """Fill, restart, measure, print, write; the exit status is 0 when every later p95 meets the aim."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=6_000_000)
    parser.add_argument("--requests", type=int, default=2_000_000)
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--seed-only", action="store_true")
    given = parser.parse_args(arguments)
    rows = seed(given.contacts, given.requests)
    print(f"hub311: {rows}", flush=True)
    if given.seed_only:
        return 0
    with stack() as running:
        first = measure(running, FIRST, 1)
        later = measure(running, given.asked, 2)
    print(table(first, later))
    slow = [kind for kind, times in later.items() if percentile(times, 0.95) > AIM_MS]
    slow += [f"{kind} at first" for kind, times in first.items() if percentile(times, 0.95) > AIM_MS]
    figures = {"rows": rows, "first_ms": first, "later_ms": later, "slow": slow}
    (state_folder() / "bench-history.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(f"hub311: above {AIM_MS} ms p95: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
