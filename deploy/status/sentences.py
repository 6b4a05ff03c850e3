"""What a picture of the system means, in sentences: what is the matter, most urgent first, then how it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deploy.status.picture import Picture
from deploy.status.words import count, listed, span

JUST_COME_SECONDS = 10  # a request without a department is news only after so long
OUTBOX_SECONDS = 10
UNACCEPTED_SECONDS = 15 * 60
KEPT_PERCENT = 80
MOST_NAMED = 3


@dataclass(frozen=True)
class Told:
    """Sentences about what is wrong, and about how things are; `is_whole`: all is up and requests are taken."""

    wrong: list[str]
    facts: list[str]
    is_whole: bool


def has_backlog(now: Picture) -> bool:
    """Whether requests wait for a department longer than it takes; then a second look tells how fast they go."""
    waited = now.most("requests_undecided_oldest_seconds")
    return now.most("requests_undecided") > 0 and waited >= JUST_COME_SECONDS


def tell(now: Picture, before: Picture | None = None, seconds: float = 0.0) -> Told:
    """Say what a picture means; `before` was taken so many seconds earlier and gives the pace."""
    parts = (_waiting(now, before, seconds), _parts(now), _events(now), _residents(now), _departments(now))
    is_whole = now.takes_requests and not any(_parts(now))
    return Told([sentence for part in parts for sentence in part], list(_facts(now)), is_whole)


def _waiting(now: Picture, before: Picture | None, seconds: float) -> Iterator[str]:
    """Those who have a number and no department come first: it is what residents notice."""
    if not now.takes_requests:
        yield "No requests are taken."
    number, oldest = now.most("requests_undecided"), now.most("requests_undecided_oldest_seconds")
    if not number or oldest < JUST_COME_SECONDS:
        return
    said = f"{count(number, 'request has', 'requests have')} a number and no department, oldest {span(oldest)}"
    causes = [cause for cause in (_cause(now), _pace(now, before, seconds)) if cause]
    yield ", ".join([said, *causes]) + "."


def _cause(now: Picture) -> str | None:
    for name in ("routing", "geo", "intake"):
        if now.is_down(name):
            return f"{name} down"
    if now.shows("gateway_broker_connected", "gateway") and not now.most("gateway_broker_connected"):
        return "the broker away"
    if now.shows("relay_active", "intake") and not now.total("relay_active", "intake"):
        return "intake's events not published"
    if now.most("hearing_stopped", "routing"):
        return "routing waits for what it asks"
    return None


def _pace(now: Picture, before: Picture | None, seconds: float) -> str | None:
    """How fast they become fewer: by what was decided since the first look, less what came."""
    if before is None or seconds <= 0:
        return None
    decided = now.total("requests_routed_total") - before.total("requests_routed_total")
    come = now.total("requests_opened_total", drill="false") - before.total("requests_opened_total", drill="false")
    if decided <= 0:
        return "nothing moves" if come <= 0 else f"{60 * come / seconds:,.0f} more each minute"
    if decided <= come:
        return f"{60 * (come - decided) / seconds:,.0f} more each minute"
    return f"drains in {span(now.most('requests_undecided') * seconds / (decided - come))}"


def _parts(now: Picture) -> Iterator[str]:
    down = sorted(name for name in now.services if now.is_down(name))
    if down:
        yield f"{listed(down)} {'is' if len(down) == 1 else 'are'} down{_queued(now, down)}."
    for name, processes in sorted(now.services.items()):
        silent = sum(not process.answers for process in processes)
        if silent and name not in down:
            yield f"{name} runs with {len(processes) - silent} of {len(processes)} processes."
        fails = sorted({check for process in processes for check in process.fails})
        if fails:
            yield f"{name} is not ready: {listed(fails)}."
    if now.shows("gateway_broker_connected", "gateway") and not now.most("gateway_broker_connected"):
        yield "The gateway has lost the broker: requests are taken through intake's door."


def _queued(now: Picture, down: Iterable[str]) -> str:
    waiting = [f"{count(now.queues[f'{name}.inbox'], 'event waits', 'events wait')} for {name}"
               for name in down if now.queues.get(f"{name}.inbox")]  # fmt: skip
    return f": {listed(waiting)}" if waiting else ""


def _events(now: Picture) -> Iterator[str]:
    for name in sorted(now.services):
        if now.is_down(name):
            continue
        age = now.most("outbox_age_seconds", name)
        if age >= OUTBOX_SECONDS:
            yield f"{name} has said things for {span(age)} that nobody has published."
        if now.most("hearing_stopped", name):
            yield f"{name} hears nothing because what it depends on is away{_queued(now, [name])}."
        if parked := now.most("inbox_parked", name):
            yield f"A person is needed for {count(parked, 'failed event')} of {name}: make parked SERVICE={name}."
        if lost := now.total("events_lost_total", name):
            yield f"{name} misses {count(lost, 'event')} for good: see EventsLost in the runbook."
    if unread := now.queues.get("hub311.dead"):
        yield f"Nobody could read {count(unread, 'message')} in hub311.dead."


def _residents(now: Picture) -> Iterator[str]:
    if now.most("mail_server_away"):
        waiting = now.most("messages_pending", channel="email")
        yield f"The mail server is away, {count(waiting, 'mail waits', 'mails wait')} to go to residents."
    if alarms := now.total("lookup_alarms_total"):
        yield f"Look-ups by name have looked like trawling {count(alarms, 'time')} since intake started."
    if gap := now.most("loop_gap_contacts"):
        yield f"Of {count(gap, 'closed contact')} nobody can say that whoever asked was told."


def _departments(now: Picture) -> Iterator[str]:
    if silent := now.most("feed_readers_silent"):
        yield f"{count(silent, 'reader')} of departments' feeds took nothing for a quarter of an hour."
    if failing := now.most("webhooks_failing"):
        yield f"The receivers of {count(failing, 'webhook')} take no events."
    ages = now.by("department_oldest_seconds", "department", state="unaccepted")
    work = now.by("department_work", "department", state="unaccepted")
    late = sorted((name for name in ages if ages[name] >= UNACCEPTED_SECONDS), key=lambda name: -ages[name])
    for name in late[:MOST_NAMED]:
        yield f"{name} has not accepted {count(work.get(name, 0), 'piece')} of work, oldest {span(ages[name])}."
    if len(late) > MOST_NAMED:
        yield f"So have {count(len(late) - MOST_NAMED, 'other department')}."
    kept = now.by("department_kept_percent", "department")
    for name in [name for name in sorted(kept, key=kept.__getitem__) if kept[name] < KEPT_PERCENT][:MOST_NAMED]:
        yield f"{name} has kept {kept[name]:.0f} % of its promises of the last 30 days."


def _facts(now: Picture) -> Iterator[str]:
    up = sorted(name for name in now.services if not now.is_down(name))
    if up:
        yield f"Up: {listed(up)}."
    opened, decided = now.total("requests_opened_total", drill="false"), now.total("requests_routed_total")
    yield f"Since start: {count(opened, 'request')}, {count(decided, 'decision')}."
    work = now.by("department_work", "department", state="open")
    if any(work.values()):
        late = sum(now.by("department_work", "department", state="missed").values())
        busy = count(sum(1 for value in work.values() if value), "department")
        yield f"Open: {count(sum(work.values()), 'piece')} of work in {busy}, {late:,.0f} late."
    if triage := now.most("triage_open"):
        yield f"{count(triage, 'request waits', 'requests wait')} for a person to find a department (triage)."
    kept = now.by("department_kept_percent", "department")
    if kept:
        yield f"Promises kept: {listed([f'{name} {kept[name]:.0f} %' for name in sorted(kept)])}."
