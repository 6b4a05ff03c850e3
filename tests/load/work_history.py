"""The departments' work of years, written with COPY into routing's database for requests that intake has."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg2

from services.routing.models import Assignment, AssignmentHistory, Case, Decision
from tests.load.copying import Bar, Copying, identity, line

AT_ONCE = 50_000
TABLES = tuple(model.__table__ for model in (Case, Decision, Assignment, AssignmentHistory))
CASE = ("number", "service_code", "language", "received_at", "drill", "answers", "place", "excluded", "bounces",
        "outcome")  # fmt: skip
DECISION = ("id", "number", "at", "kind", "code", "rule", "rule_version", "trace")
ASSIGNMENT = ("id", "number", "department", "service_code", "status", "current", "level", "reason", "decision_id",
              "assigned_at", "first_action_by", "promised_by", "calendar_version", "accepted_at", "completed_at",
              "code", "closing_text", "version")  # fmt: skip
STEP = ("id", "assignment_id", "at", "step", "by")
DISTRICT = {"code": "3", "name": "District 3", "version": 1}
PLACE = json.dumps({"known": True, "inside": True, "layers": {"council_district": DISTRICT}, "owners": []})
OPEN = ("assigned", "accepted", "held")
REQUESTS = """SELECT id, number, service_code, requested_at, updated_at, department, status FROM service_requests
              WHERE id > %s ORDER BY id LIMIT %s"""


class Seed:
    """Writes a case, a decision, an assignment and its steps for each request."""

    def __init__(self, copying: Copying, requests: str, total: int) -> None:
        self.copying, self.total = copying, total
        self.requests = psycopg2.connect(requests.replace("+psycopg2", ""))
        self.chance = random.Random(311)

    def run(self) -> None:
        """Write all."""
        self.copying.drop_indexes()
        bar, last, done = Bar(self.total, "assignments"), 0, 0
        while rows := self._portion(last, min(AT_ONCE, self.total - done)):
            self._write(rows)
            last, done = rows[-1][0], done + len(rows)
            bar.show(done)

    def _portion(self, last: int, most: int) -> list[Any]:
        with self.requests as connection, connection.cursor() as cursor:
            cursor.execute(REQUESTS, (last, most))
            return cursor.fetchall()

    def _write(self, rows: list[Any]) -> None:
        tables = (("cases", CASE), ("decisions", DECISION), ("assignments", ASSIGNMENT), ("assignment_history", STEP))
        lines: dict[str, list[str]] = {table: [] for table, _ in tables}
        for row in rows:
            for table, text in self._lines(*row[1:]):
                lines[table].append(text)
        for table, columns in tables:
            self.copying.copy(table, columns, lines[table])

    def _lines(self, number: str, service: str, *facts: Any) -> Iterator[tuple[str, str]]:
        opened, updated, department, status = facts
        at, end, done = str(opened), str(updated), status == "closed"
        decision, assignment = (identity(opened) for _ in range(2))
        state = "completed" if done else self.chance.choice(OPEN)
        ended = (at, end, "done", "Repaired by our crew.") if done else (None, None, None, None)
        yield "cases", line((number, service, "en", at, "f", "{}", PLACE, "[]", "0", "department"))
        yield "decisions", line((decision, number, at, "department", department, f"{service}-usual", "1", "{}"))
        yield "assignments", line((assignment, number, department, service, state, "f" if done else "t", "3", "new",
                                   decision, at, at, str(opened + timedelta(days=10)), "1", *ended, "2"))  # fmt: skip
        yield "assignment_history", line((identity(opened), assignment, at, "assigned", None))
        if done:
            yield "assignment_history", line((identity(updated), assignment, end, "completed", "staff:x"))


def fill(url: str, requests: str, total: int) -> None:
    """Write the work of so many requests once; `requests` is intake's database."""
    copying = Copying(url, TABLES)
    empty = not copying.count("assignments")
    if empty:
        Seed(copying, requests, total).run()
    copying.finish(empty)
