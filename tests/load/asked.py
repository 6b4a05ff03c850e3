"""Questions as people ask them of a system with years stored, each time about something else."""

import base64
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2
import requests

from tests.load.bodies import TYPES
from tests.load.history import AREAS, DEPARTMENTS

KNOWN = 2_000
STATUSES = ("assigned", "closed")
SHARES = (0.5, 100)  # of a table in percent: of a small one all rows are looked at
NUMBERS = "SELECT number FROM service_requests TABLESAMPLE SYSTEM (%s) LIMIT %s"
CONTACTS = "SELECT id FROM contacts TABLESAMPLE SYSTEM (%s) LIMIT %s"
PEOPLE = "SELECT name, phone FROM residents TABLESAMPLE SYSTEM (%s) WHERE number IS NOT NULL LIMIT %s"
Question = Callable[[], tuple[str, dict[str, Any], str]]  # address, parameters (or a body, where POST), level


class Asked:
    """Asks over HTTP, as one person at a time."""

    def __init__(self, url: str, told: dict[str, Any], database: str, start: int) -> None:
        self.url, self.tokens = url, told["tokens"]
        self.chance = random.Random(start)
        self.web = requests.Session()
        with psycopg2.connect(database.replace("+psycopg2", "")) as connection, connection.cursor() as cursor:
            self.numbers = [number for (number,) in _some(cursor, NUMBERS)]
            self.contacts = [contact for (contact,) in _some(cursor, CONTACTS)]
            self.people = _some(cursor, PEOPLE)
        for rows in (self.numbers, self.contacts):
            self.chance.shuffle(rows)

    def ask(self, kind: str, question: Question) -> float:
        """Ask once; milliseconds until the whole answer is there. An answer that is none ends the run."""
        path, parameters, level = question()
        headers = {"Authorization": f"Bearer {self.tokens[level]}"} if level else {}
        began = time.perf_counter()
        method, said = ("POST", {"json": parameters}) if path == "/v1/lookups" else ("GET", {"params": parameters})
        reply = self.web.request(method, self.url + path, headers=headers, timeout=60, **said)
        took = (time.perf_counter() - began) * 1000
        if reply.status_code != 200:
            raise SystemExit(f"hub311: {kind}: {reply.status_code} {reply.text[:300]}")
        return round(took, 2)

    def kinds(self) -> dict[str, Question]:
        """All kinds of questions."""
        pick = self.chance.choice
        return {
            "a request by number, as an agent": lambda: (f"/v1/requests/{pick(self.numbers)}", {}, "agent"),
            "a request by number, as anybody": lambda: (f"/v1/requests/{pick(self.numbers)}", {}, ""),
            "a contact": lambda: (f"/v1/contacts/{pick(self.contacts)}", {}, "supervisor"),
            "by name and telephone number": lambda: self._look_up(),
            "the newest requests": lambda: self._find(),
            "by department and status": lambda: self._find(department=pick(DEPARTMENTS), status=pick(STATUSES)),
            "by status": lambda: self._find(status="assigned"),
            "by type of a ZIP code": lambda: self._find(service=pick(TYPES), zip=pick(AREAS)[1]),
            "by district, oldest first": lambda: self._find(district=pick(AREAS)[2], sort="requested_at"),
            "by words that many said": lambda: self._find(q=pick(("morning front", "repaired crew", "carroll"))),
            "by a word that nobody said": lambda: self._find(q=f"elderberry {self.chance.randrange(10**6)}"),
            "by a day of the past": lambda: self._find(**self._day()),
            "by department and day": lambda: self._find(department=pick(DEPARTMENTS), **self._day()),
            "by status and day": lambda: self._find(status="assigned", **self._day()),
            "the newest contacts": lambda: ("/v1/contacts", {}, "supervisor"),
            "contacts of a day": lambda: ("/v1/contacts", self._day(), "supervisor"),
            "counts of 30 days by type": lambda: self._count(30, by="type"),
            "counts of a day by hour": lambda: self._count(1, by="hour", kind="contacts"),
            "counts of a year by area": lambda: self._count(365, by="area"),
            "counts of each of 90 days": lambda: self._count(90, by="channel", each="day", kind="contacts"),
            "a page of records": lambda: ("/v1/records/requests", {"cursor": self._cursor()}, "analyst"),
            "the work list": lambda: ("/v1/assignments", {"status": "assigned,accepted"}, "manager:dot"),
            "the work list of a department": lambda: self._work(department=pick(DEPARTMENTS)),
            "finished work": lambda: self._work(department=pick(DEPARTMENTS), status="completed"),
            "the work on a request": lambda: self._work(number=pick(self.numbers)),
        }  # fmt: skip

    def _find(self, **search: str) -> tuple[str, dict[str, Any], str]:
        return "/v1/requests", search, "agent"

    def _look_up(self) -> tuple[str, dict[str, Any], str]:
        name, phone = self.chance.choice(self.people)
        return "/v1/lookups", {"name": name, "factor": {"phone": phone}, "reason": "lost the number"}, "agent"

    def _count(self, days: int, **wanted: str) -> tuple[str, dict[str, Any], str]:
        last = datetime.now(UTC).date() - timedelta(days=self.chance.randrange(365 * 4))
        return "/v1/counts", {"from": str(last - timedelta(days=days - 1)), "to": str(last), **wanted}, "supervisor"

    def _cursor(self) -> str:
        at = datetime.now(UTC) - timedelta(days=self.chance.randrange(365 * 4))
        return base64.urlsafe_b64encode(f"{at.isoformat()}|1".encode()).decode()

    def _work(self, **search: str) -> tuple[str, dict[str, Any], str]:
        return "/v1/assignments", search, "supervisor"

    def _day(self) -> dict[str, str]:
        start = datetime.now(UTC) - timedelta(days=self.chance.randrange(1, 365 * 5))
        return {"from": start.isoformat(), "to": (start + timedelta(days=1)).isoformat()}


def _some(cursor: Any, query: str) -> list[Any]:
    for share in SHARES:
        cursor.execute(query, (share, KNOWN))
        if found := cursor.fetchall():
            return list(found)
    raise SystemExit("hub311: there is nothing to ask for")


def percentile(values: list[float], share: float) -> float:
    """What this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
