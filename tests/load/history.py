"""Years of requests, written with COPY: `python -m tests.load.history URL [--requests 2000000]`; PostgreSQL only.

What is dropped for the time of the writing (indexes that are no constraint) stands again at the end.
"""

import argparse
import io
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2

from services.common.database import Store, engine_for
from services.intake.models import RequestHistory, ServiceRequest
from services.intake.request_numbers import Allocator, number_for
from tests.load.bodies import TYPES, addresses, required_answers

YEARS = 5
AT_ONCE = 50_000
WIDTH = 40
DEPARTMENTS = ("dot", "waste", "parks", "housing")
REQUEST = ("number", "service_code", "service_version", "status", "description", "answers", "lat", "long", "address",
           "anonymous", "channel", "language", "drill", "received_at", "requested_at", "updated_at", "department",
           "area", "zip", "council_district", "close_code", "close_text", "version", "pin_version")  # fmt: skip
STEP = ("number", "at", "status", "code", "text", "department", "by")
TABLES = (ServiceRequest.__table__, RequestHistory.__table__)


class Seed:
    """Writes requests whose last one was opened a minute ago, so that listings of the last days are full."""

    def __init__(self, url: str, total: int, chance: random.Random) -> None:
        self.total, self.chance = total, chance
        self.store = Store(engine_for(url), "intake")
        self.connection = psycopg2.connect(url.replace("+psycopg2", ""))
        self.places = [(str(p["lat"]), str(p["long"]), p["text"]) for p in addresses()]
        self.answers = {code: json.dumps(required_answers(code)) for code in TYPES}
        self.end = datetime.now(UTC) - timedelta(minutes=1)
        self.apart = timedelta(days=365 * YEARS) / total

    def run(self) -> None:
        """Write all."""
        started = time.monotonic()
        for table in TABLES:
            for index in table.indexes:
                index.drop(self.store.engine, checkfirst=True)
        for first in range(0, self.total, AT_ONCE):
            self._write(first, min(AT_ONCE, self.total - first))
            _show(min(first + AT_ONCE, self.total), self.total, started)
        print(f"\nhub311: {self.total} requests in {time.monotonic() - started:.0f} s", flush=True)

    def _numbers(self, count: int) -> list[str]:
        """Take numbers from the counter, as a process of intake does."""
        key = Allocator(self.store).key
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute("UPDATE number_counter SET next = next + %s RETURNING next", (count,))
            end = cursor.fetchone()[0]
        return [number_for(counter, key) for counter in range(end - count, end)]

    def _write(self, first: int, count: int) -> None:
        requests, steps = io.StringIO(), io.StringIO()
        for offset, number in enumerate(self._numbers(count)):
            at = self.end - self.apart * (self.total - 1 - first - offset)
            requests.write(self._request(number, at))
            steps.writelines(self._steps(number, at))
        with self.connection, self.connection.cursor() as cursor:
            for table, columns, rows in (("service_requests", REQUEST, requests), ("request_history", STEP, steps)):
                rows.seek(0)
                named = ", ".join(f'"{column}"' for column in columns)
                cursor.copy_expert(f"COPY {table} ({named}) FROM STDIN", rows)

    def _request(self, number: str, at: datetime) -> str:
        chance = self.chance.random
        lat, long, address = self.places[int(chance() * len(self.places))]
        code = TYPES[int(chance() * len(TYPES))]
        self.closed = chance() < 0.93
        self.department = DEPARTMENTS[int(chance() * len(DEPARTMENTS))]
        self.done_at = min(at + timedelta(days=chance() * 20), self.end) if self.closed else at
        words = f"Seen this morning in front of {address}, please have a look."
        ended = ("done", "Repaired by our crew.") if self.closed else ("\\N", "\\N")
        status = "closed" if self.closed else "assigned"
        row = (number, code, "1", status, words, self.answers[code], lat, long, address, "f", "web", "en", "f", str(at),
               str(at), str(self.done_at), self.department, "Mid-County Service Area", "21301",
               str(1 + int(chance() * 7)), *ended, "3", "1")  # fmt: skip
        return "\t".join(row) + "\n"

    def _steps(self, number: str, at: datetime) -> Iterator[str]:
        yield "\t".join((number, str(at), "open", "\\N", "\\N", "\\N", "anonymous")) + "\n"
        if self.closed:
            done = (number, str(self.done_at), "closed", "done", "Repaired by our crew.", self.department, "routing")
            yield "\t".join(done) + "\n"


def _show(done: int, total: int, started: float) -> None:
    """Draw the bar on the same line of a terminal, a new line elsewhere."""
    filled = WIDTH * done // total
    left = (time.monotonic() - started) / done * (total - done)
    bar = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total}, {left:.0f} s left"
    print(bar, end="\r" if sys.stdout.isatty() else "\n", flush=True)


def fill(url: str, total: int) -> None:
    """Write what is missing so that there are so many requests, and bring back the indexes, whoever dropped them."""
    engine = engine_for(url)
    with engine.connect() as connection:
        there: Any = connection.exec_driver_sql("SELECT count(*) FROM service_requests").scalar_one()
    if there < total:
        Seed(url, total - there, random.Random(311)).run()
    for table in TABLES:
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            index.create(engine, checkfirst=True)
    if there < total:
        print("hub311: the indexes stand", flush=True)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE) service_requests, request_history")
    engine.dispose()


def main(arguments: list[str]) -> int:
    """Fill a database of intake."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="postgresql+psycopg2://…/intake, migrated")
    parser.add_argument("--requests", type=int, default=2_000_000)
    given = parser.parse_args(arguments)
    fill(given.url, given.requests)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
