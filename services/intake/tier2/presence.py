"""Who is at a desk, and who of them could take a caller: by department, skill, language and room for one more."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.statements import upsert
from services.intake.models import Handover, Member, Presence
from services.intake.tier2.states import ACCEPTED

SEEN = timedelta(seconds=120)
TABLE = Presence.__table__


def be_present(session: Session, subject: str, message: dict[str, Any]) -> dict[str, Any]:
    """Write down that a person is there; said again, it is only seen again."""
    now = clock.now()
    said = {name: message[name] for name in ("desk", "state", "capacity", "languages", "skills")}
    insert = upsert(session, TABLE).values(said | {"subject": subject, "seen_at": now, "idle_since": now})
    session.execute(insert.on_conflict_do_update(index_elements=["subject"], set_=said | {"seen_at": now}))
    row = session.execute(select(Presence).where(Presence.subject == subject)).scalar_one()
    return view(row, taken_by(session, [subject]).get(subject, 0))


def now_idle(session: Session, subject: str) -> None:
    """Count a person's idle time from now: who has just ended something comes last."""
    session.execute(update(Presence).where(Presence.subject == subject).values(idle_since=clock.now()))


def who_could(session: Session, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """Return those at a desk who fit, the best first; of a department those whom routing knows as its people."""
    desk = "tier2" if wanted["department"] else "front"
    query = select(Presence).where(Presence.seen_at > clock.now() - SEEN, Presence.desk == desk)
    if wanted["department"]:
        query = query.where(
            Presence.subject.in_(select(Member.subject).where(Member.department == wanted["department"]))
        )
    rows = [row for row in session.execute(query).scalars() if _fits(row, wanted["skill"])]
    taken = taken_by(session, [row.subject for row in rows])
    found = [view(row, taken.get(row.subject, 0)) for row in rows]
    return sorted(found, key=lambda one: _order(one, wanted["language"]))


def _fits(row: Presence, skill: str | None) -> bool:
    return row.state != "away" and (skill is None or skill in row.skills)


def _order(one: dict[str, Any], language: str | None) -> Any:
    return (not one["free"], not speaks(one, language), one["idle_since"], one["subject"])


def speaks(one: dict[str, Any], language: str | None) -> bool:
    """Whether no interpreter is needed between this person and who speaks the language."""
    return language is None or language in one["languages"]


def taken_by(session: Session, subjects: Sequence[str]) -> dict[str, int]:
    """Return how many hand-overs each of these people has at work."""
    query = select(Handover.accepted_by, func.count()).where(Handover.state == ACCEPTED)
    query = query.where(Handover.accepted_by.in_(subjects)).group_by(Handover.accepted_by)
    return {row[0]: row[1] for row in session.execute(query)}


def view(row: Presence, taken: int) -> dict[str, Any]:
    """Return somebody at a desk."""
    shown = {name: getattr(row, name) for name in ("subject", "desk", "state", "capacity", "languages", "skills")}
    free = row.state == "available" and taken < row.capacity
    return shown | {"taken": taken, "free": free, "idle_since": clock.as_utc(row.idle_since)}
