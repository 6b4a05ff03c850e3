"""Whose hands the work is in: claimed, released, assigned to a person or unit, passed on by who is away or gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, insert, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import uuid7
from services.common.outbox import say
from services.routing.bulletins.telling import tell_person
from services.routing.catalogue.catalogue import Catalogue
from services.routing.catalogue.members import find_member
from services.routing.contract.refusals import AlreadyClaimed, NoMember, NotClaimed, UnitUnknown
from services.routing.models import Assignment, AssignmentHistory, Case, Member
from services.routing.work import steps
from services.routing.work.assignments import OPEN
from services.routing.work.cases import lock_cases

MOST_STAND_INS = 5  # a stand-in may be away too; a circle of them ends here
AT_ONCE = 250
Held = tuple[Case, Assignment]


@dataclass(frozen=True)
class Change:
    """What happens to who has the work: the step in the history, by whom, and to whom."""

    step: str  # claimed, released, given, passed_on
    by: str
    assignee: str | None
    text: str | None = None


def claim(session: Session, case: Case, row: Assignment, by: str) -> None:
    """Somebody of the department takes the work; what nobody had accepted is accepted with it."""
    steps.check_step(row, "claimed")
    if row.assignee == by:
        return
    if row.assignee:
        raise AlreadyClaimed()
    if row.status == "assigned":
        steps.accept(session, case, row, by)
    change_hands(session, [(case, row)], Change("claimed", by, by))


def release(session: Session, case: Case, row: Assignment, by: str) -> None:
    """Nobody has the work any more; it is back on the list of its unit or department."""
    steps.check_step(row, "released")
    if row.assignee != by:
        raise NotClaimed()
    change_hands(session, [(case, row)], Change("released", by, None))


def assign(session: Session, catalogue: Catalogue, held: Held, by: str, wish: dict[str, Any]) -> None:
    """Management says which person and which unit has the work; whoever is away is stood in for."""
    case, row = held
    steps.check_step(row, "given")
    if "unit" in wish:
        row.unit = _known_unit(catalogue, row.department, wish["unit"])
    assignee = row.assignee
    if "assignee" in wish:
        assignee = _present(session, row.department, wish["assignee"]) if wish["assignee"] else None
    before = row.assignee
    change_hands(session, [(case, row)], Change("given", by, assignee, wish["reason"]))
    if assignee != before:
        tell_person(session, row, by)


def _known_unit(catalogue: Catalogue, department: str, unit: str | None) -> str | None:
    units = catalogue.departments.get(department, {}).get("units") or ()
    if unit and unit not in {one["code"] for one in units}:
        raise UnitUnknown(errors=[{"pointer": "/unit", "detail": "The department has no such unit."}])
    return unit


def _present(session: Session, department: str, subject: str) -> str:
    """The person, or who stands in for it now; NoMember for somebody of another department."""
    for _ in range(MOST_STAND_INS):
        member = find_member(session, department, subject)
        if member is None:
            raise NoMember(errors=[{"pointer": "/assignee", "detail": "Nobody of this name belongs there."}])
        if not is_away(member) or not member.stand_in:
            return subject
        subject = member.stand_in
    return subject


def is_away(member: Member) -> bool:
    """Whether the person is away now."""
    begins, ends = clock.as_utc(member.away_from), clock.as_utc(member.away_until)
    return begins is not None and begins <= clock.now() and (ends is None or clock.now() < ends)


def change_hands(session: Session, held: Sequence[Held], change: Change) -> None:
    """Write down who has the work now and say it, all at once."""
    now, rows, events = clock.now(), [], []
    for case, row in held:
        row.assignee, row.version = change.assignee, row.version + 1
        step = {"id": uuid7(), "assignment_id": row.id, "at": now, "step": change.step, "by": change.by}
        rows.append(step | {"reason_code": None, "text": change.text, "assignee": change.assignee})
        said = {"assignee": row.assignee, "unit": row.unit}
        events.append(steps.stepped(case, row, "assignee_changed", **said))
    if rows:
        session.flush()
        session.execute(insert(AssignmentHistory), rows)
        say(session, events)


def held_by(session: Session, department: str, subject: str) -> list[Held]:
    """A portion of the open work that a person has, locked."""
    mine = (
        Assignment.department == department, Assignment.assignee == subject,
        Assignment.current, Assignment.status.in_(OPEN),
    )  # fmt: skip
    numbers = session.execute(select(Assignment.number).where(*mine).order_by(Assignment.id).limit(AT_ONCE)).scalars()
    cases = lock_cases(session, numbers)
    query = select(Assignment).where(*mine, Assignment.number.in_(list(cases)))
    rows: Iterable[Assignment] = session.execute(query.execution_options(populate_existing=True)).scalars()
    return [(cases[row.number], row) for row in rows]


def pass_on(session: Session, department: str, subject: str, by: str) -> int:
    """Give a portion of what a person has to who stands in for it, or to nobody; returns how much that was."""
    member = find_member(session, department, subject)
    if member is not None and not (is_away(member) and member.stand_in):
        return 0
    try:
        to = _present(session, department, subject) if member else None
    except NoMember:
        to = None  # who should stand in has left
    if to == subject:
        return 0
    held = held_by(session, department, subject)
    change_hands(session, held, Change("passed_on", by, to))
    return len(held)


def to_pass_on(session: Session) -> list[tuple[str, str]]:
    """Department and subject of those who have open work and are away with a stand-in, or belong there no more."""
    now = clock.now()
    away = and_(
        Member.stand_in.is_not(None), Member.away_from <= now,
        or_(Member.away_until.is_(None), Member.away_until > now),
    )  # fmt: skip
    here = and_(Member.department == Assignment.department, Member.subject == Assignment.assignee)
    query = select(Assignment.department, Assignment.assignee).join(Member, here).where(
        Assignment.assignee.is_not(None), Assignment.current, Assignment.status.in_(OPEN),
        or_(Member.tier.is_(None), away),
    )  # fmt: skip
    return [(row.department, row.assignee) for row in session.execute(query.distinct())]
