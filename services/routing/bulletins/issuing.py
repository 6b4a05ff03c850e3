"""Issuing bulletins: what has happened since the last one, for all departments at once and far from any create."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import first_id
from services.routing.bulletins.happenings import DISTRICT, happened, told_last
from services.routing.bulletins.telling import NAMED, a_bulletin, issue, listed
from services.routing.catalogue.catalogue import Catalogue
from services.routing.districts.offices import is_office
from services.routing.models import Assignment, Bulletin, PromiseMark
from services.routing.policy import Reach
from services.routing.work.assignments import OPEN
from services.routing.work.worklists import add_up, count_work

_IS_OPEN = Assignment.status.in_(OPEN)
NEW, ALERT, DIGEST = "new", "alert", "digest"
MOST_LOOKED_AT = 2000
KEPT = timedelta(days=30)
FARTHEST = timedelta(days=1)  # what happened while nobody looked is told, but not for longer


@dataclass(frozen=True)
class Pace:
    """After how long unaccepted work reaches management, and how often a department is told of what."""

    unaccepted: timedelta = timedelta(minutes=15)
    alerts: timedelta = timedelta(minutes=5)
    news: timedelta = timedelta(minutes=15)


class Round:
    """One look at all departments; everything in one transaction."""

    def __init__(self, session: Session, catalogue: Catalogue, pace: Pace, now: datetime) -> None:
        self.session, self.catalogue, self.pace = session, catalogue, pace
        self.now = now
        self.last = _last(session, self.now)
        self.issued: list[dict[str, Any]] = []

    def look(self) -> int:
        """Issue what is due; returns how many bulletins that were."""
        self._alerts()
        self._news()
        self._digests()
        issue(self.session, self.issued)
        self.session.execute(delete(Bulletin).where(Bulletin.at < self.now - KEPT))
        return len(self.issued)

    def _due(self, kind: str, pause: timedelta) -> dict[str, datetime]:
        """The departments that may be told again, with the instant since when."""
        latest = {code: self.last.get((code, kind)) for code in self.catalogue.departments}
        return {code: at or self.now - FARTHEST for code, at in latest.items() if at is None or at <= self.now - pause}

    def _alerts(self) -> None:
        due = self._due(ALERT, self.pace.alerts)
        late = defaultdict(list)
        for row in self._rows(due, self._unaccepted()):
            late[row.department, None, "unaccepted"].append(row)
        self._escalate([row.id for rows in late.values() for row in rows])
        for row, state in self._turned(due):
            late[row.department, None, state].append(row)
            if row.assignee:
                late[row.department, row.assignee, state].append(row)
        for code, subject in {(code, subject) for code, subject, _ in late}:
            lists = {state: late[code, subject, state] for state in ("unaccepted", "near", "missed")}
            self._issue(code, ALERT, listed(lists), subject)

    def _unaccepted(self) -> tuple[Any, ...]:
        old = Assignment.assigned_at <= self.now - self.pace.unaccepted
        return Assignment.status == "assigned", Assignment.escalated_at.is_(None), old

    def _turned(self, due: dict[str, datetime]) -> Iterable[tuple[Any, str]]:
        """The promises of which it was said since the department was told last that they are near or missed."""
        if not due:
            return []
        columns = [getattr(Assignment, name) for name in NAMED]
        query = select(*columns, PromiseMark.mark, PromiseMark.at).join(
            Assignment, Assignment.id == PromiseMark.assignment_id
        )
        new = PromiseMark.id > first_id(min(due.values())), Assignment.department.in_(list(due)), _IS_OPEN
        rows = self.session.execute(query.where(*new).order_by(PromiseMark.id).limit(MOST_LOOKED_AT)).all()
        fresh = [row for row in rows if (clock.as_utc(row.at) or self.now) > due[row.department]]
        return {(row.id, row.mark): (row, row.mark) for row in fresh}.values()

    def _escalate(self, ids: list[str]) -> None:
        if ids:
            mine = update(Assignment).where(Assignment.id.in_(ids))
            self.session.execute(mine.values(escalated_at=self.now))

    def _news(self) -> None:
        due = {code: at for code, at in self._due(NEW, self.pace.news).items() if self._entry(code).get("mailbox")}
        if not due:
            return
        new = (_IS_OPEN, Assignment.assigned_at > min(due.values()))
        by_department = defaultdict(list)
        for row in self._rows(due, new):
            if (clock.as_utc(row.assigned_at) or self.now) > due[row.department]:
                by_department[row.department].append(row)
        for code, rows in by_department.items():
            self._issue(code, NEW, listed({"new": rows}))

    def _digests(self) -> None:
        """Once each business day, when offices open."""
        calendar = self.catalogue.calendar
        local = self.now.astimezone(calendar.zone)
        if not calendar.is_business_day(local.date()) or local.time() < calendar.opens:
            return
        today = datetime.combine(local.date(), time.min, calendar.zone)
        due = self._not_told_since(today, DIGEST)
        lines = count_work(self.session, Reach(due, [], "")) if due else []
        for code in due:
            mine = [line for line in lines if line["department"] == code]
            if mine:
                self._issue(code, DIGEST, {"counts": add_up(mine)})
        for code in filter(lambda code: is_office(self._entry(code)), self._not_told_since(today, DISTRICT)):
            if content := happened(self.session, code, told_last(self.session, code) or self.now - FARTHEST):
                self._issue(code, DISTRICT, content)

    def _not_told_since(self, instant: datetime, kind: str) -> list[str]:
        return [code for code in self.catalogue.departments if self.last.get((code, kind), self.now - KEPT) < instant]

    def _entry(self, code: str) -> Any:
        return self.catalogue.departments[code]

    def _rows(self, due: Iterable[str], conditions: Iterable[Any]) -> list[Any]:
        columns = [getattr(Assignment, name) for name in NAMED]
        query = select(*columns, Assignment.assigned_at).where(Assignment.department.in_(list(due)), *conditions)
        return list(self.session.execute(query.order_by(Assignment.id).limit(MOST_LOOKED_AT)))

    def _issue(self, code: str, kind: str, content: dict[str, Any], subject: str | None = None) -> None:
        self.issued.append(a_bulletin(code, kind, content, subject) | {"at": self.now})


def _last(session: Session, now: datetime) -> dict[tuple[str, str], datetime]:
    """When each department was told last of what; of what is longer ago nothing is known."""
    newest = select(Bulletin.department, Bulletin.kind, func.max(Bulletin.at)).where(
        Bulletin.at > now - FARTHEST, Bulletin.subject.is_(None)
    )
    found = session.execute(newest.group_by(Bulletin.department, Bulletin.kind))
    return {(department, kind): clock.as_utc(at) or now for department, kind, at in found}
