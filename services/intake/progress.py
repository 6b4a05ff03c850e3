"""What routing decides and departments do becomes the status that residents see; a batch at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Heard
from services.common.statements import plain_insert, run
from services.intake.families import life
from services.intake.models import RequestHistory, ServiceRequest
from services.intake.telling import Step, tell, tell_closed

OVER = ("closed",)
ENDS = ("closed", "referred")
COLUMNS = (
    "status", "department", "promised_by", "districts", "area", "zip", "council_district", "referral", "close_code",
    "close_text", "updated_at", "version", "reopening", "told",
)  # fmt: skip
REQUESTS: Table = ServiceRequest.__table__
KNOWN = ("id", "number", "drill", "resident_id", "leads", "split_from")
_LOCKED = select(*(REQUESTS.c[name] for name in KNOWN))
_LOCKED = _LOCKED.add_columns(*(REQUESTS.c[name] for name in COLUMNS)).order_by(REQUESTS.c.id).with_for_update()
_LOCKED = _LOCKED.where(REQUESTS.c.number.in_(bindparam("numbers", expanding=True)))
# What is joined to another, or waits for its parts, does not move by itself.
_WHOLE = REQUESTS.c.split_rule.is_(None) | (REQUESTS.c.split_rule == "none")
_LOCKED = _LOCKED.where(REQUESTS.c.merged_into.is_(None), _WHOLE)
_MOVED = update(REQUESTS).where(REQUESTS.c.id == bindparam("row"))
_MOVED = _MOVED.values({name: bindparam(f"v_{name}") for name in COLUMNS})


def is_closed(step: Step) -> bool:
    """Whether nothing changes it any more, unless somebody reopens it."""
    return step.values["status"] in OVER


def is_stale(step: Step, heard: Heard) -> bool:
    """Whether routing said this before it heard that the request was reopened: it is about work that had ended."""
    if step.values["reopening"] is None:
        return False
    if heard.causationid != step.values["reopening"]:
        return True
    step.values["reopening"] = None
    return False


def follow(
    session: Session,
    events: Sequence[Heard],
    change: Callable[[Step, Heard], None],
    is_over: Callable[[Step], bool] = is_closed,
) -> None:
    """Apply `change` to the request of each event: one query, one update, one insert, one saying for the batch.

    What `is_over` is left as it is.
    """
    steps = _steps(session, {e.subject for e in events})
    moved = []
    for event in events:
        step = steps.get(event.subject)
        if step is None or is_stale(step, event) or is_over(step):
            continue
        step.previous = step.values["status"]
        change(step, event)
        step.values["updated_at"] = clock.now()
        step.values["version"] += 1
        step.note_end(ENDS)
        moved.append(step)
    if moved:
        _write(session, moved, events[0].source)
        _bring_along(session, moved, events[0].source)


def _bring_along(session: Session, moved: Sequence[Step], by: str) -> None:
    """Requests that are joined to these show the same; a whole may be closed with its last part."""
    leaders = [step.number for step in moved if step.leads]
    wholes = [step.split_from for step in moved if step.split_from and step.values["status"] in ENDS]
    if leaders or wholes:
        life.follow(session, leaders, wholes, by)


def _steps(session: Session, numbers: set[str]) -> dict[str, Step]:
    rows = run(session, _LOCKED, {"numbers": sorted(numbers)}).mappings()
    return {
        r["number"]: Step(*(r[n] for n in KNOWN), {n: r[n] for n in COLUMNS})
        for r in rows
    }  # fmt: skip


def _write(session: Session, steps: list[Step], by: str) -> None:
    rows = [{"row": s.id} | {f"v_{n}": v for n, v in s.values.items()} for s in steps]
    run(session, _MOVED, rows)
    now = clock.now()
    history = [
        {"number": s.number, "at": now, "status": s.values["status"], "code": s.code, "text": s.text,
         "department": s.values["department"], "by": by}
        for s in steps
    ]  # fmt: skip
    run(session, plain_insert(RequestHistory.__table__), history)
    outbox.say(session, [event for s in steps for event in s.said])


def _place(step: Step, heard: Heard) -> None:
    for name in ("districts", "area", "zip", "council_district"):
        if heard.data.get(name) is not None:
            step.values[name] = heard.data[name]


def assigned(step: Step, heard: Heard) -> None:
    """A department has it and a date is promised."""
    _place(step, heard)
    promised = heard.data.get("promised_by")
    step.values |= {
        "status": "assigned",
        "department": heard.data["department"],
        "promised_by": datetime.fromisoformat(promised) if promised else None,
        "referral": None,
    }
    step.code = heard.data.get("reason")
    tell(step, heard)


def referred(step: Step, heard: Heard) -> None:
    """Another agency does this; the resident gets its number."""
    _place(step, heard)
    referral = heard.data.get("referral") or {"code": heard.data["agency"]}
    step.values |= {"status": "referred", "department": None, "promised_by": None, "referral": referral}
    tell(step, heard, referral_to=heard.data["agency"])


def triaged(step: Step, heard: Heard) -> None:
    """Nobody could be found by rule; a person decides. The resident's status stays open."""
    _place(step, heard)
    step.values |= {"status": "open", "department": None}
    step.code = "triage"


def accepted(step: Step, heard: Heard) -> None:
    """The department works on it."""
    step.values["status"] = "in_progress"
    tell(step, heard)


def returned(step: Step, heard: Heard) -> None:
    """The department says it is not theirs; routing looks for another."""
    step.values |= {"status": "open", "department": None}
    step.code = "returned"


def held(step: Step, heard: Heard) -> None:
    """The department waits for something; the promise is paused."""
    step.values["status"] = "on_hold"
    step.code = heard.data.get("reason_code")
    tell(step, heard)


def resumed(step: Step, heard: Heard) -> None:
    """The department works on it again."""
    step.values["status"] = "in_progress" if heard.data.get("accepted", True) else "assigned"
    if promised := heard.data.get("promised_by"):
        step.values["promised_by"] = datetime.fromisoformat(promised)
    tell(step, heard)


def completed(texts: dict[str, dict[str, Any]]) -> Callable[[Step, Heard], None]:
    """Return the change that closes: code from the event, text for the resident from routing's record."""

    def change(step: Step, heard: Heard) -> None:
        said = texts.get(heard.data["assignment_id"], {})
        code = heard.data["code"]
        step.values |= {"status": "closed", "close_code": code, "close_text": said.get("text")}
        step.code, step.text = code, said.get("text")
        tell_closed(step, heard, code)

    return change
