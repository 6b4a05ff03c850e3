"""Years of requests, written with COPY: `python -m tests.load.history URL [--requests 2000000]`; PostgreSQL only.

What is dropped for the time of the writing (indexes that are no constraint) stands again at the end.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from services.common.database import Store
from services.intake.models import RequestHistory, Resident, ServiceRequest
from services.intake.request_numbers import Allocator, number_for
from tests.load.bodies import TYPES, addresses, required_answers
from tests.load.copying import Bar, Copying, identity, line
from tests.load.people import PEOPLE, People

YEARS = 5
AT_ONCE = 50_000
DEPARTMENTS = ("dot", "waste", "parks", "housing")
REQUEST = ("number", "service_code", "service_version", "status", "description", "answers", "lat", "long", "address",
           "anonymous", "channel", "language", "drill", "received_at", "requested_at", "updated_at", "department",
           "area", "zip", "council_district", "close_code", "close_text", "version", "pin_version",
           "resident_id", "promised_by")  # fmt: skip
STEP = ("number", "at", "status", "code", "text", "department", "by")
TABLES = (ServiceRequest.__table__, RequestHistory.__table__, Resident.__table__)
NAMED = 0.7  # the share of requests whose resident gave a name
AREAS = tuple((f"Area {n}", f"213{n:02}", str(1 + n % 7)) for n in range(40))


class Seed:
    """Writes requests whose last one was opened a minute ago, so that listings of the last days are full."""

    def __init__(self, copying: Copying, total: int, chance: random.Random) -> None:
        self.total, self.chance = total, chance
        self.copying = copying
        self.people = People(chance, numbered=True, count=min(total, PEOPLE))
        self.store = Store(copying.engine, "intake")
        self.places = [(str(p["lat"]), str(p["long"]), p["text"]) for p in addresses()]
        self.answers = {code: json.dumps(required_answers(code)) for code in TYPES}
        self.end = datetime.now(UTC) - timedelta(minutes=1)
        self.apart = timedelta(days=365 * YEARS) / total

    def run(self) -> None:
        """Write all."""
        self.copying.drop_indexes()
        bar = Bar(self.total, "requests")
        for first in range(0, self.total, AT_ONCE):
            self._write(first, min(AT_ONCE, self.total - first))
            bar.show(min(first + AT_ONCE, self.total))

    def _numbers(self, count: int) -> list[str]:
        """Take numbers from the counter, as a process of intake does."""
        key = Allocator(self.store).key
        with self.copying.connection as connection, connection.cursor() as cursor:
            cursor.execute("UPDATE number_counter SET next = next + %s RETURNING next", (count,))
            end = cursor.fetchone()[0]
        return [number_for(counter, key) for counter in range(end - count, end)]

    def _write(self, first: int, count: int) -> None:
        requests, steps, residents = [], [], []
        for offset, number in enumerate(self._numbers(count)):
            at = self.end - self.apart * (self.total - 1 - first - offset)
            resident = identity(at) if self.chance.random() < NAMED else None
            requests.append(self._request(number, at, resident))
            steps += self._steps(number, at)
            if resident:
                residents.append(f"{resident}\t{number}\t{self.chance.choice(self.people.ends)}")
        self.copying.copy("residents", ("id", "number", *self.people.columns), residents)
        self.copying.copy("service_requests", REQUEST, requests)
        self.copying.copy("request_history", STEP, steps)

    def _request(self, number: str, at: datetime, resident: str | None) -> str:
        chance = self.chance.random
        lat, long, address = self.places[int(chance() * len(self.places))]
        code = TYPES[int(chance() * len(TYPES))]
        self.closed = chance() < 0.93
        self.department = DEPARTMENTS[int(chance() * len(DEPARTMENTS))]
        self.done_at = at + chance() * min(timedelta(days=20), self.end - at) if self.closed else at
        words = f"Seen this morning in front of {address}, please have a look."
        ended = ("done", "Repaired by our crew.") if self.closed else (None, None)
        status = "closed" if self.closed else "assigned"
        return line((number, code, "1", status, words, self.answers[code], lat, long, address, "f", "web", "en", "f",
                     str(at), str(at), str(self.done_at), self.department, *AREAS[int(chance() * len(AREAS))], *ended,
                     "3", "1", resident, str(at + timedelta(days=10))))  # fmt: skip

    def _steps(self, number: str, at: datetime) -> Iterator[str]:
        yield line((number, str(at), "open", None, None, None, "anonymous"))
        if self.closed:
            yield line(
                (number, str(self.done_at), "closed", "done", "Repaired by our crew.", self.department, "routing")
            )


def fill(url: str, total: int) -> None:
    """Write what is missing so that there are so many requests, and bring back the indexes, whoever dropped them."""
    copying = Copying(url, TABLES)
    there = copying.count("service_requests")
    if there < total:
        Seed(copying, total - there, random.Random(311)).run()
    copying.finish(there < total)


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
