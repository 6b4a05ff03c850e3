"""A webhook's turn: what was asked to be sent again, then its events in order, until one is not taken or time is up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from services.common import clock, logs
from services.common.database import Store
from services.routing import measures
from services.routing.webhooks import deliveries, letters, signing
from services.routing.webhooks.deliveries import Hook
from services.routing.webhooks.sending import Came, Sender

log = logs.logger(__name__)
TURN_SECONDS = 20.0
Bounded = Callable[[Callable[[], Came]], Came]


@dataclass(frozen=True)
class Turns:
    """What every turn needs; `bounded(act)` acts, and answers `slow` for what takes longer than it may."""

    db: Store
    sender: Sender
    secret: bytes
    first_wait_seconds: float
    bounded: Bounded

    def take(self, department: str, name: str) -> None:
        """Give a webhook its turn, if it is still due."""
        with self.db.transaction() as session:
            hook = deliveries.claim(session, department, name)
        if hook is None:
            return
        secrets = signing.open_secrets(self.secret, hook.secrets)
        self._send_letters(hook, secrets)
        ends = clock.monotonic_seconds() + TURN_SECONDS
        going: Hook | None = hook
        while going and clock.monotonic_seconds() < ends:
            with self.db.reading() as session:
                events = deliveries.read_events(session, department, going.position)
            if not events:
                break
            going = self._send(going, secrets, events, ends)
        if going:
            with self.db.transaction() as session:
                deliveries.release(session, going)

    def _send(self, hook: Hook, secrets: list[str], events: Any, ends: float) -> Hook | None:
        """Send a page of events; return the webhook as it is then, None when its turn is over."""
        position, arrived = hook.position, False
        for row in events:
            if clock.monotonic_seconds() > ends:
                break
            about = _about(row)
            if hook.wants(about["type"]):
                came = self._deliver(hook, secrets, row)
                if not came.delivered:
                    self._note_failure(hook, (position, arrived), about, came)
                    return None
                arrived = True
            position = row.position
        return self._note_progress(hook, position, arrived)

    def _deliver(self, hook: Hook, secrets: list[str], row: Any) -> Came:
        body = row.body.encode()
        came = self.bounded(lambda: self.sender.deliver(hook.url, secrets, row.event_id, body))
        measures.webhook_deliveries_total.labels(came.reason).inc()
        return came

    def _note_progress(self, hook: Hook, position: int, arrived: bool) -> Hook | None:
        if position == hook.position:
            return hook
        with self.db.transaction() as session:
            return (deliveries.advance if arrived else deliveries.skip)(session, hook, position)

    def _note_failure(self, hook: Hook, reached: tuple[int, bool], about: dict[str, Any], came: Came) -> None:
        """Write down how far it came and that it went no farther, together."""
        position, arrived = reached
        extra = {"department": hook.department, "webhook": hook.name, "reason": came.reason}
        log.warning("a webhook's receiver did not take an event", extra=extra)
        with self.db.transaction() as session:
            now: Hook | None = hook
            if position > hook.position:
                now = (deliveries.advance if arrived else deliveries.skip)(session, hook, position)
            if now:
                deliveries.fail(session, now, about, came, self.first_wait_seconds)

    def _send_letters(self, hook: Hook, secrets: list[str]) -> None:
        with self.db.reading() as session:
            waiting = letters.waiting(session, hook)
        for letter in waiting:
            came = self._deliver(hook, secrets, letter)
            with self.db.transaction() as session:
                letters.settle(session, letter.id, came)


def _about(row: Any) -> dict[str, Any]:
    message = orjson.loads(row.body)
    kind = message["type"].split(".")[2]
    return {"position": row.position, "event_id": row.event_id, "type": kind, "subject": message["subject"]}
