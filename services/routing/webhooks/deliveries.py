"""How far each webhook is: taken for a turn, moved forward, put off, its refused events set aside; each in one go."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.ids import uuid7
from services.common.outbox import say
from services.routing.models import DeadLetter, FeedHead, FeedRow, Webhook
from services.routing.webhooks.sending import Came

ACTIVE, PAUSED, STOPPED = "active", "paused", "stopped"
DEAD, WAITING, DELIVERED = "dead", "waiting", "delivered"
LEASE = timedelta(seconds=90)  # longer than a turn, so that nobody else takes the webhook meanwhile
# The first wait is a setting (5 s); these multiply it: 5 s, 30 s, 2 min, 10 min, 30 min, then each hour.
STEPS = (1, 6, 24, 120, 360, 720)
MOST_ATTEMPTS = 6  # with one event that the receiver answers with no
SAID_AT = 3  # failures in a row before anybody is told
STOP_AFTER = timedelta(days=7)
AT_ONCE = 50
HOOKS, LETTERS = Webhook.__table__, DeadLetter.__table__
OWN = frozenset(("webhook_failing", "webhook_recovered", "webhook_stopped", "event_dead_lettered"))


@dataclass(frozen=True)
class Hook:
    """A webhook as it was when its turn began, or has become in it."""

    department: str
    name: str
    url: str
    types: tuple[str, ...]
    secrets: tuple[dict[str, Any], ...]
    position: int
    attempts: int
    failures: int
    failing_since: datetime | None

    def wants(self, type: str) -> bool:
        """Whether an event of this type goes there; what is said of webhooks goes by the feed's other windows."""
        return type not in OWN and (not self.types or type in self.types)


def due(session: Session) -> list[tuple[str, str]]:
    """Return the webhooks that have something to send now, the longest waiting first."""
    letters = exists().where(LETTERS.c.department == HOOKS.c.department, LETTERS.c.webhook == HOOKS.c.name,
                             LETTERS.c.state == WAITING)  # fmt: skip
    query = select(Webhook.department, Webhook.name).outerjoin(FeedHead, FeedHead.department == Webhook.department)
    behind = (FeedHead.last > Webhook.position) | letters
    query = query.where(Webhook.state == ACTIVE, Webhook.not_before <= clock.now(), behind)
    return [(row.department, row.name) for row in session.execute(query.order_by(Webhook.not_before))]


def claim(session: Session, department: str, name: str) -> Hook | None:
    """Take a webhook for a turn; None when somebody else has it or it is not due any more."""
    query = select(Webhook).where(Webhook.department == department, Webhook.name == name)
    query = query.where(Webhook.state == ACTIVE, Webhook.not_before <= clock.now())
    row = session.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()
    if row is None:
        return None
    row.not_before = clock.now() + LEASE
    known = {n: getattr(row, n) for n in ("department", "name", "url", "position", "attempts", "failures")}
    since = clock.as_utc(row.failing_since)
    return Hook(**known, types=tuple(row.types), secrets=tuple(row.secrets), failing_since=since)


def read_events(session: Session, department: str, after: int) -> Sequence[Any]:
    """Return the next events: position, event_id, body."""
    query = select(FeedRow.position, FeedRow.event_id, FeedRow.body)
    query = query.where(FeedRow.department == department, FeedRow.position > after)
    return session.execute(query.order_by(FeedRow.position).limit(AT_ONCE)).all()


def advance(session: Session, hook: Hook, position: int) -> Hook | None:
    """Note that everything up to a position has arrived; None when the webhook was changed meanwhile."""
    well = {"attempts": 0, "failures": 0, "failing_since": None, "reason": None, "delivered_at": clock.now()}
    if not _write(session, hook, well | {"position": position, "not_before": clock.now() + LEASE}):
        return None
    if hook.failures >= SAID_AT:
        say(session, [_event("webhook_recovered", hook)])
    return replace(hook, position=position, attempts=0, failures=0, failing_since=None)


def skip(session: Session, hook: Hook, position: int) -> Hook | None:
    """Note that nothing up to a position is wanted there; how the receiver does is not known by that."""
    moved = _write(session, hook, {"position": position, "attempts": 0})
    return replace(hook, position=position, attempts=0) if moved else None


def release(session: Session, hook: Hook) -> None:
    """End a turn: whoever comes next may go on at once."""
    _write(session, hook, {"not_before": clock.now()})


def fail(session: Session, hook: Hook, refused: Mapping[str, Any], came: Came, first_wait: float) -> None:
    """Note that an event was not taken: wait, set the event aside, or stop."""
    now = clock.now()
    since = hook.failing_since or now
    values = {"failures": hook.failures + 1, "attempts": hook.attempts + 1, "failing_since": since,
              "reason": came.reason, "not_before": now + _wait(hook.failures, came, first_wait)}  # fmt: skip
    said = []
    if came.reason == "gone" or now - since > STOP_AFTER:
        values["state"] = STOPPED
        said.append(_event("webhook_stopped", hook, reason=came.reason))
    elif hook.failures + 1 == SAID_AT:
        said.append(_event("webhook_failing", hook, reason=came.reason))
    dead = came.answered and hook.attempts + 1 >= MOST_ATTEMPTS
    if dead:
        values |= {"position": refused["position"], "attempts": 0}
    if _write(session, hook, values):
        if dead:
            said.append(_bury(session, hook, refused, came))
        say(session, said)


def _wait(failures: int, came: Came, first_wait: float) -> timedelta:
    """Some differ by chance, so that receivers behind one door are not all asked at the same moment."""
    step = first_wait * STEPS[min(failures, len(STEPS) - 1)] * random.uniform(0.9, 1.1)
    return timedelta(seconds=max(step, came.wait_seconds))


def _bury(session: Session, hook: Hook, refused: Mapping[str, Any], came: Came) -> Event:
    kept = {name: refused[name] for name in ("position", "event_id", "type", "subject")}
    row = {"id": uuid7(), "department": hook.department, "webhook": hook.name, "attempts": hook.attempts + 1}
    again = (LETTERS.c.department == hook.department) & (LETTERS.c.webhook == hook.name)
    session.execute(delete(LETTERS).where(again, LETTERS.c.position == refused["position"]))
    session.execute(insert(LETTERS), [row | kept | {"reason": came.reason, "state": DEAD, "at": clock.now()}])
    about = {"position_refused": refused["position"], "event_id": refused["event_id"], "reason": came.reason}
    return _event("event_dead_lettered", hook, **about)


def _write(session: Session, hook: Hook, values: dict[str, Any]) -> bool:
    """Write what a turn has led to, unless the owner has changed the webhook meanwhile."""
    mine = (HOOKS.c.department == hook.department) & (HOOKS.c.name == hook.name)
    same = (HOOKS.c.position == hook.position) & (HOOKS.c.state == ACTIVE) & (HOOKS.c.url == hook.url)
    return bool(session.execute(update(HOOKS).where(mine & same).values(values)).rowcount)  # type: ignore[attr-defined]


def _event(type: str, hook: Hook, **data: Any) -> Event:
    about = {"department": hook.department, "webhook": hook.name, "drill": False}
    return Event(type, f"webhook:{hook.department}:{hook.name}", about | data, department=hook.department)
