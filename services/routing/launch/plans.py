"""Plans of departments: read with their go/no-go lists, changed with their history, and whom to ask."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import uuid7
from services.routing.catalogue.catalogue import Catalogue
from services.routing.catalogue.members import find_member
from services.routing.catalogue.words import choose_words
from services.routing.contract.launch import NotReady, RequestNotWithDepartment
from services.routing.contract.refusals import MemberNotFound
from services.routing.launch.drills import last_results
from services.routing.launch.planning import plan
from services.routing.launch.readiness import PEOPLE, Facts, go_no_go, missing, phase
from services.routing.models import Assignment, FeedReader, Launch, LaunchStep, Member, Training, Webhook
from services.routing.webhooks.deliveries import SAID_AT
from services.routing.work.assignments import written_number
from services.routing.work.places import NOWHERE

MOST_STEPS = 100
Coverage = Mapping[str, Mapping[str, Any]]  # what kb says of expected questions, by department
NOBODY = dict.fromkeys(PEOPLE)


def board(
    session: Session, catalogue: Catalogue, departments: Sequence[str], coverage: Coverage
) -> list[dict[str, Any]]:
    """Return how ready these departments are; a handful of queries, however many there are."""
    plans = {row.department: row for row in session.execute(select(Launch)).scalars()}
    drilled, trained, readers = last_results(session), _trained(session), _readers(session)
    lines = []
    for code in departments:
        last, row = drilled.get(code), plans.get(code)
        wish = plan(catalogue, code, NOWHERE, None)
        facts = Facts(
            service_type=wish["service_code"] if wish else None,
            drill=(last.state, last.reason, clock.as_utc(last.closed_at)) if last else None,
            people=row.people if row else NOBODY,
            trained=trained.get(code, 0),
            coverage=coverage.get(code),
            readers=readers.get(code, {}),
        )
        lines.append(_line(catalogue, code, row, facts))
    return lines


def _line(catalogue: Catalogue, code: str, row: Launch | None, facts: Facts) -> dict[str, Any]:
    soft_at, hard_at = (clock.as_utc(row.soft_at), clock.as_utc(row.hard_at)) if row else (None, None)
    checks = go_no_go(facts)
    return {
        "department": code, "name": choose_words(catalogue.departments[code]["name"], "en"),
        "phase": phase(soft_at, hard_at, clock.now()), "soft_at": soft_at, "hard_at": hard_at,
        "go": not missing(checks), "checks": checks,
    } | {**NOBODY, **facts.people}  # fmt: skip


def _trained(session: Session) -> dict[str, int]:
    """How many people were trained who still belong to the department."""
    same = (Member.department == Training.department) & (Member.subject == Training.subject)
    query = select(Training.department, func.count().label("people")).join(Member, same).where(Member.tier.is_not(None))
    return {row.department: row.people for row in session.execute(query.group_by(Training.department))}


def _readers(session: Session) -> dict[str, dict[str, bool]]:
    """Every reader of every feed, and whether it goes on."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in session.execute(select(FeedReader.department, FeedReader.reader, FeedReader.silent)):
        found[row.department][row.reader] = not row.silent
    for hook in session.execute(select(Webhook.department, Webhook.name, Webhook.failures)):
        found[hook.department][hook.name] = hook.failures < SAID_AT
    return found


def show(session: Session, catalogue: Catalogue, department: str, coverage: Coverage) -> dict[str, Any]:
    """Return a department's plan with its history."""
    steps = select(LaunchStep).where(LaunchStep.department == department).order_by(LaunchStep.id.desc())
    history = [
        {"at": clock.as_utc(row.at), "by": row.by, "soft_at": clock.as_utc(row.soft_at),
         "hard_at": clock.as_utc(row.hard_at), "despite": row.despite}
        for row in session.execute(steps.limit(MOST_STEPS)).scalars()
    ]  # fmt: skip
    [line] = board(session, catalogue, [department], coverage)
    return line | {"history": history}


def set_plan(
    session: Session, catalogue: Catalogue, wish: Mapping[str, Any], by: str, coverage: Coverage
) -> dict[str, Any]:
    """Change a plan; NotReady for a hard launch of a department that lacks something, unless a reason is given."""
    row = session.get(Launch, wish["department"], with_for_update=True)
    opens = wish["hard_at"] is not None and (row is None or clock.as_utc(row.hard_at) != wish["hard_at"])
    said = {name: wish[name] for name in ("soft_at", "hard_at")} | {"people": {name: wish[name] for name in PEOPLE}}
    if row is None:
        row = Launch(department=wish["department"], **said)
        session.add(row)
    for name, value in said.items():
        setattr(row, name, value)
    session.add(LaunchStep(
        id=uuid7(), department=wish["department"], at=clock.now(), by=by, despite=wish["despite"], **said,
    ))  # fmt: skip
    session.flush()
    shown = show(session, catalogue, wish["department"], coverage)
    if opens and not shown["go"] and not wish["despite"]:
        raise NotReady(f"Missing: {', '.join(missing(shown['checks']))}. Say why it launches all the same (despite).")
    return shown


def set_training(session: Session, wish: Mapping[str, Any], by: str) -> dict[str, Any]:
    """Note or take back that a member was trained; MemberNotFound for who does not belong to the department."""
    department, subject = wish["department"], wish["subject"]
    if find_member(session, department, subject) is None:
        raise MemberNotFound()
    mine = (Training.department == department) & (Training.subject == subject)
    session.execute(delete(Training).where(mine))
    if wish["trained_on"]:
        noted = {"trained_on": wish["trained_on"], "noted_by": by}
        session.add(Training(department=department, subject=subject, **noted))
    day = wish["trained_on"] and wish["trained_on"].isoformat()
    return {"department": department, "subject": subject, "trained_on": day}


def department_of(session: Session, number: str) -> tuple[str, str]:
    """Return a request's number as it is written and the department that has or had it last."""
    written = written_number(number)
    query = select(Assignment.department).where(Assignment.number == written).order_by(Assignment.id.desc()).limit(1)
    department = session.execute(query).scalar()
    if department is None:
        raise RequestNotWithDepartment()
    return written, department


def whom_to_ask(session: Session, number: str, department: str) -> dict[str, Any]:
    """Return who can be asked about it."""
    row = session.get(Launch, department)
    return {"number": number, "department": department, **NOBODY, **(row.people if row else {})}
