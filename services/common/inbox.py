"""An inbox: takes batches of heard events, runs their handlers in one transaction, keeps what cannot run yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from services.common import clock, envelope, hearing, logs, metrics, waiting
from services.common.database import DatabaseAway, Store
from services.common.envelope import Heard
from services.common.errors import Unavailable
from services.common.handlers import Handler, handlers_of, hear
from services.common.hearing import LADDER_SECONDS

__all__ = ["Inbox", "handlers_of", "hear"]

log = logs.logger(__name__)
ASK_FOR_MISSING_AFTER_SECONDS = 10

events_heard_total = metrics.counter("events_heard_total", "Events by what came of them; repeats are counted as known",
                                     ("source", "outcome"))  # fmt: skip
event_age_seconds = metrics.histogram("event_age_seconds", "From an event's time to the commit of its effects",
                                      ("source",))  # fmt: skip
events_lost_total = metrics.counter("events_lost_total", "Events that never came and that their source has no more",
                                    ("source",))  # fmt: skip
inbox_waiting = metrics.gauge("inbox_waiting", "Events that wait for an older one or for their next attempt")
inbox_parked = metrics.gauge("inbox_parked", "Events that failed five times and wait for a person")


@dataclass
class Inbox:
    """`complete` names the sources of which every event is heard, so that a hole in the sequence shows."""

    store: Store
    handlers: list[Handler]
    complete: frozenset[str]
    fetch_missing: Callable[[str, str, int], list[str]]

    def take(self, service: Any, events: Sequence[Heard]) -> int:
        """Handle a batch and return how many of it wait; Unavailable or DatabaseAway: try it again whole."""
        try:
            asked = self._ask(service, events)
            with self.store.transaction() as session:
                turn = hearing.turns(session, events, self.complete)
                self._run(service, session, turn.ready, asked)
        except (Unavailable, DatabaseAway):
            raise
        except Exception as error:
            return self._one_by_one(service, events, error)
        self._count(turn)
        return len(turn.waiting)

    def _one_by_one(self, service: Any, events: Sequence[Heard], error: Exception) -> int:
        """One event of a batch failed: find it by handling each alone; the one that fails waits."""
        if len(events) > 1:
            return sum(self.take(service, [event]) for event in events)
        log.warning("an event failed and will be tried again", exc_info=error,
                    extra={"event": events[0].id, "type": events[0].type})  # fmt: skip
        with self.store.transaction() as session:
            if hearing.remember(session, events):
                hearing.keep_waiting(session, events[0], type(error).__name__, 1, LADDER_SECONDS[0])
        events_heard_total.labels(events[0].source, "failed").inc()
        return 1

    def _ask(self, service: Any, events: Sequence[Heard]) -> dict[str, Any]:
        answers = {}
        for handler in self.handlers:
            mine = [e for e in events if handler.ask and handler.hears(e)]
            if mine and handler.ask:
                answers[handler.method] = handler.ask(service, mine)
        return answers

    def _run(self, service: Any, session: Any, events: Sequence[Heard], asked: dict[str, Any]) -> None:
        for stage in hearing.stages(events):
            for handler in self.handlers:
                mine = [e for e in stage if handler.hears(e)]
                if mine:
                    more = (asked.get(handler.method),) if handler.ask else ()
                    getattr(service, handler.method)(session, mine, *more)

    def _count(self, turn: hearing.Turn) -> None:
        now = clock.now()
        for event in turn.ready:
            events_heard_total.labels(event.source, "handled").inc()
            event_age_seconds.labels(event.source).observe(_age_seconds(event, now))
        for event, _ in turn.waiting:
            events_heard_total.labels(event.source, "waiting").inc()
        if turn.known:
            events_heard_total.labels("any", "known").inc(turn.known)

    def run_due(self, service: Any) -> int:
        """Try again what is due, oldest of each subject first; returns how many still wait."""
        with self.store.reading() as session:
            counts = waiting.counts(session)
            due = waiting.due(session) if counts.get("waiting") else []
        inbox_waiting.set(counts.get("waiting", 0))
        inbox_parked.set(counts.get("parked", 0))
        self._retry_all(service, due)
        return counts.get("waiting", 0)

    def _retry_all(self, service: Any, due: Sequence[str]) -> None:
        """Retry each; a peer that is away is told at the end, so that what does not need it goes on."""
        away = None
        for event_id in due:
            try:
                self._retry(service, event_id)
            except Unavailable as error:
                away = error
        if away:
            raise away

    def _retry(self, service: Any, event_id: str) -> None:
        with self.store.reading() as session:
            row = waiting.find(session, event_id)
        if row is None:
            return
        event, missing_after = envelope.read(row.body), None
        try:
            asked = self._ask(service, [event])
            with self.store.transaction() as session:
                missing_after = self._turn_of(session, event, row.heard_at)
                if missing_after is None:
                    self._run(service, session, [event], asked)
                    waiting.finish(session, event)
                    events_heard_total.labels(event.source, "handled").inc()
        except (Unavailable, DatabaseAway):
            raise
        except Exception as error:
            self._fail(event, row.attempts, error)
        if missing_after:
            self._fill(service, event, missing_after - 1)

    def _turn_of(self, session: Any, event: Heard, heard_at: Any) -> int | None:
        """Return None when it is this event's turn; else put it off and say 1 + the sequence to fetch after, or 0."""
        key = (event.source, event.subject)
        done = hearing.heard_up_to(session, [key]).get(key, 0)
        if not waiting.lock(session, event):
            return 0
        if waiting.older(session, event):
            waiting.put_off(session, event, 5)
            return 0
        if event.source in self.complete and event.sequence > done + 1:
            waiting.put_off(session, event, 1)
            waited = (clock.now() - clock.as_utc(heard_at)).total_seconds()  # type: ignore[operator]
            return done + 1 if waited > ASK_FOR_MISSING_AFTER_SECONDS else 0
        return None

    def _fail(self, event: Heard, attempts: int, error: Exception) -> None:
        step = LADDER_SECONDS[attempts] if attempts < len(LADDER_SECONDS) else None
        ids = {"event": event.id, "type": event.type, "attempts": attempts + 1, "parked": step is None}
        log.warning("an event failed again", exc_info=error, extra=ids)
        with self.store.transaction() as session:
            if waiting.lock(session, event):
                hearing.keep_waiting(session, event, type(error).__name__, attempts + 1, step)
        events_heard_total.labels(event.source, "parked" if step is None else "failed").inc()

    def _fill(self, service: Any, event: Heard, after: int) -> None:
        """A hole has stayed: take what the source still has of it; what it has no more is given up."""
        found = [envelope.read(body) for body in self.fetch_missing(event.source, event.subject, after)]
        oldest = min([e.sequence for e in found] + [event.sequence])
        if oldest > after + 1:
            log.error("events are lost: their source has them no more", extra={"source": event.source})
            events_lost_total.labels(event.source).inc(oldest - after - 1)
            with self.store.transaction() as session:
                hearing.advance(session, {(event.source, event.subject): oldest - 1})
        missing = [e for e in found if e.sequence < event.sequence]
        if missing:
            log.warning("fetched events that had not arrived", extra={"source": event.source, "number": len(missing)})
            self.take(service, missing)


def _age_seconds(event: Heard, now: Any) -> float:
    try:
        return max(0.0, (now - clock.parse(event.time)).total_seconds())
    except ValueError:
        return 0.0
