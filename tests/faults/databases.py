"""The five databases, read by SQL and never written to."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import Engine, text

from services.common.database import engine_for
from tests.faults.evidence import Assigned, FeedEntry, Given, HeardRow, Kept, Message, Said, Step
from tests.faults.journal import digest

OUTBOX = "SELECT id, event_id, type, subject, sequence, department, published_at, body FROM outbox ORDER BY id"
INBOX = "SELECT event_id, source, state, reason FROM inbox"
REQUESTS = """
    SELECT r.number, r.service_code, r.description, r.answers, r.lat, r.long, r.address, r.address_id, r.place_text,
           p.name, p.email, p.phone, r.status, r.department, r.close_code, r.close_text
    FROM service_requests r LEFT JOIN residents p ON p.id = r.resident_id ORDER BY r.id
"""
HISTORY = "SELECT number, status, code, text FROM request_history ORDER BY id"
KEYS = "SELECT key, answer FROM idempotency_keys WHERE call = 'open_request'"
ASSIGNMENTS = "SELECT id, number, department, status, current FROM assignments ORDER BY assigned_at, id"
MESSAGES = "SELECT id, event_id, recipient_hash, number, step, channel, state FROM messages"


class Databases:
    """One engine per service for as long as a run is watched."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self.engines: dict[str, Engine] = {name: engine_for(url, pool_size=2) for name, url in urls.items()}

    def rows(self, service: str, query: str, **values: Any) -> list[Any]:
        """The rows of a query."""
        with self.engines[service].connect() as connection:
            return list(connection.execute(text(query), values))

    def one(self, service: str, query: str, **values: Any) -> int:
        """The number that a query answers."""
        return int(self.rows(service, query, **values)[0][0] or 0)

    def close(self) -> None:
        """Close every connection."""
        for engine in self.engines.values():
            engine.dispose()

    def requests(self) -> list[Kept]:
        """Every request of intake."""
        rows = self.rows("intake", REQUESTS)
        return [Kept(r.number, digest(_body(r)), r.status, r.department, r.close_code, r.close_text) for r in rows]

    def keys(self) -> list[Given]:
        """Every idempotency key with which a request was opened."""
        return [Given(row.key, _json(row.answer)["number"]) for row in self.rows("intake", KEYS)]

    def history(self) -> list[Step]:
        """Every step of every request, in order."""
        return [Step(*row) for row in self.rows("intake", HISTORY)]

    def said(self) -> list[Said]:
        """Every service's outbox."""
        return [
            Said(name, r.id, r.event_id, r.type, r.subject, r.sequence, r.department, r.published_at is not None,
                 bytes(r.body).decode())
            for name in self.engines
            for r in self.rows(name, OUTBOX)
        ]  # fmt: skip

    def heard(self) -> list[HeardRow]:
        """Every service's inbox."""
        return [HeardRow(name, *row) for name in self.engines for row in self.rows(name, INBOX)]

    def cases(self) -> dict[str, str]:
        """The outcome that routing has for each number."""
        return {row.number: row.outcome for row in self.rows("routing", "SELECT number, outcome FROM cases")}

    def triage(self) -> frozenset[str]:
        """Numbers that wait for a person to decide."""
        rows: Iterable[Any] = self.rows("routing", "SELECT number, waiting FROM triage")
        return frozenset(row.number for row in rows if row.waiting)

    def assignments(self) -> list[Assigned]:
        """Every assignment, the oldest first."""
        return [Assigned(*row[:4], bool(row.current)) for row in self.rows("routing", ASSIGNMENTS)]

    def feed(self) -> list[FeedEntry]:
        """Every department's feed, by position."""
        query = "SELECT department, position, event_id FROM feed ORDER BY department, position"
        return [FeedEntry(*row) for row in self.rows("routing", query)]

    def messages(self) -> list[Message]:
        """Everything that notify has written."""
        return [Message(*row) for row in self.rows("notify", MESSAGES)]


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def _body(row: Any) -> dict[str, Any]:
    """What a request says, in the form in which it was sent."""
    place = {"lat": row.lat, "long": row.long, "address": row.address, "address_id": row.address_id}
    return {
        "service_code": row.service_code,
        "description": row.description,
        "answers": _json(row.answers),
        "location": place | {"text": row.place_text},
        "resident": {"name": row.name, "email": row.email, "phone": row.phone},
    }
