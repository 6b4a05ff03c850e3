"""Departments played for the replay: each takes its own queue with its own credentials and closes as the file says."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiormq
import orjson
from aiormq.abc import DeliveredMessage

from tests.load.http_client import HttpClient, Reply

TRIES = 40


@dataclass
class Journal:
    """What one department's queue has brought: every delivery, and when each request first arrived."""

    deliveries: list[tuple[int, str]] = field(default_factory=list)
    arrived: dict[str, float] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def repeats(self) -> int:
        """Deliveries of an event that had come before; harmless, a reader drops them by id."""
        return len(self.deliveries) - len({event_id for _, event_id in self.deliveries})

    def first_positions(self) -> list[int]:
        """Positions in the order in which each event came first."""
        seen: set[str] = set()
        return [p for p, event_id in self.deliveries if not (event_id in seen or seen.add(event_id))]


@dataclass
class Department:
    """A department's system: accepts what comes, completes when `due(number)` says, never twice."""

    code: str
    access: dict[str, str]
    http: HttpClient
    due: Callable[[str], tuple[float, str] | None]
    journal: Journal = field(default_factory=Journal)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _hands: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(3))

    async def run(self) -> None:
        """Consume for ever; a lost broker is tried again each second."""
        while True:
            try:
                connection = await aiormq.connect(self.access["amqp_uri"])
                channel = await connection.channel()
                await channel.basic_qos(prefetch_count=50)
                await channel.basic_consume(self.access["queue"], self._take)
                await connection.closing
            except (OSError, aiormq.exceptions.AMQPError, asyncio.CancelledError) as error:
                if isinstance(error, asyncio.CancelledError) and asyncio.current_task().cancelling():  # type: ignore[union-attr]
                    raise
            await asyncio.sleep(1)

    async def _take(self, message: DeliveredMessage) -> None:
        event = orjson.loads(message.body)
        self.journal.deliveries.append((event["position"], event["id"]))
        if event["type"] == "hub311.routing.request_assigned.v1" and event["subject"] not in self.journal.arrived:
            self.journal.arrived[event["subject"]] = time.time()
            task = asyncio.create_task(self._work(event["data"]["assignment_id"], event["subject"]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await message.channel.basic_ack(message.delivery_tag, wait=False)

    async def _work(self, assignment: str, number: str) -> None:
        await self._report(assignment, "accept", {})
        when = await self._wait_for_due(number)
        if when is not None:
            await self._report(assignment, "complete", {"code": when, "text": "Closed as the record says."})
            self.journal.completed.add(number)

    async def _wait_for_due(self, number: str) -> str | None:
        """Sleep until the request is to be closed; None when the file never closes it."""
        while True:
            due = self.due(number)
            if due is None:
                return None
            at, code = due
            if at <= time.monotonic():
                return code
            await asyncio.sleep(min(1.0, at - time.monotonic()))

    async def _report(self, assignment: str, step: str, said: dict[str, Any]) -> None:
        """Tell hub311; busy or broken answers are tried again with the same key."""
        headers = {
            "Authorization": f"Bearer {self.access['api_key']}",
            "Idempotency-Key": f"{assignment}-{step}",
        }
        for attempt in range(TRIES):
            try:
                async with self._hands:
                    path = f"/v1/assignments/{assignment}/{step}"
                    reply: Reply = await self.http.request("POST", path, said, headers)
            except (OSError, TimeoutError):
                reply = Reply(503, {}, None)
            if reply.status < 300:
                return
            if reply.status not in (429, 500, 502, 503, 504):
                self.journal.refused.append(f"{step} {assignment}: {reply.status} {reply.body}")
                return
            await asyncio.sleep(min(2.0, 0.1 * (attempt + 1)))
        self.journal.refused.append(f"{step} {assignment}: no answer after {TRIES} tries")
