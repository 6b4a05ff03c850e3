"""Expected questions: kept office by office, asked whenever the knowledge base has changed, counted by department."""

from typing import Any

from sqlalchemy import case, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.common.database import Store
from services.common.errors import Forbidden, Unauthenticated
from services.common.ids import uuid7
from services.common.policy import ALL, SERVICE
from services.kb.models import ExpectedQuestion, Member
from services.kb.policy import POLICY
from services.kb.search import Question, Search

DEPARTMENT = "department"
AT_ONCE = 50  # asked in one go, so that callers never wait long
TABLE = ExpectedQuestion.__table__
PLAIN = ("id", "source", "office", "department", "text", "language", "monthly", "answer_kind", "answer_id")


def keep(session: Session, said: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Replace what an office expects; Forbidden unless it is the caller's department or the caller keeps all lists."""
    _require_office(session, said, caller)
    mine = (ExpectedQuestion.source == said["source"]) & (ExpectedQuestion.office == said["office"])
    session.execute(delete(ExpectedQuestion).where(mine))
    by = {"source": said["source"], "office": said["office"], "set_at": clock.now(), "set_by": caller.subject}
    own = {"department": said["office"]} if said["source"] == DEPARTMENT else {}
    if rows := [{"id": uuid7()} | by | question | own for question in said["questions"]]:
        session.execute(insert(TABLE), rows)
    return {"source": said["source"], "office": said["office"], "questions": len(rows)}


def _require_office(session: Session, said: dict[str, Any], caller: Caller) -> None:
    if caller.kind == "anonymous":
        raise Unauthenticated()
    everywhere = [level for level, scope in POLICY["expected.set"].items() if scope == ALL]
    if caller.kind == "staff" and caller.has(*everywhere):
        return
    member = session.get(Member, (said["office"], caller.subject)) if caller.kind == "staff" else None
    if said["source"] != DEPARTMENT or member is None or member.tier != "manager":
        raise Forbidden("A department's management keeps its own list, and 311 those of others.")


def require_reader(session: Session, caller: Caller) -> None:
    """Raise Unauthenticated or Forbidden unless the caller may read the lists: who manages a department may."""
    levels = {SERVICE} if caller.kind == SERVICE else set(caller.roles) if caller.kind == "staff" else set()
    if caller.kind == "staff":
        levels |= set(session.execute(select(Member.tier).where(Member.subject == caller.subject)).scalars())
    if not levels & set(POLICY["expected.read"]):
        raise Unauthenticated() if caller.kind == "anonymous" else Forbidden()


def page(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a page of questions in the order in which they were kept."""
    query = select(ExpectedQuestion).where(ExpectedQuestion.id > (wanted["cursor"] or ""))
    for name in ("source", "office", "department"):
        if wanted[name]:
            query = query.where(getattr(ExpectedQuestion, name) == wanted[name])
    if wanted["answered"] is not None:
        found = ExpectedQuestion.answer_kind.is_not(None)
        asked = ExpectedQuestion.asked_at_revision.is_not(None)
        query = query.where(asked, found if wanted["answered"] else ~found)
    rows = session.execute(query.order_by(ExpectedQuestion.id).limit(wanted["limit"] + 1)).scalars().all()
    shown = rows[: wanted["limit"]]
    return {"items": [_view(row) for row in shown], "next": shown[-1].id if len(rows) > len(shown) else None}


def _view(row: ExpectedQuestion) -> dict[str, Any]:
    answered = None if row.asked_at_revision is None else row.answer_kind is not None
    return {name: getattr(row, name) for name in PLAIN} | {"answered": answered, "set_at": clock.as_utc(row.set_at)}


def ask_again(store: Store, search: Search | None, revision: int) -> int:
    """Ask questions that were not asked in this state of the knowledge base; return how many. No gap comes of it."""
    stale = or_(ExpectedQuestion.asked_at_revision.is_(None), ExpectedQuestion.asked_at_revision != revision)
    query = select(TABLE.c.id, TABLE.c.text, TABLE.c.language).where(stale).order_by(TABLE.c.id).limit(AT_ONCE)
    with store.reading() as session:
        asked = session.execute(query).all() if search else []
    found = [(row.id, _answer(search, row.text, row.language)) for row in asked if search]
    if found:
        with store.transaction() as session:
            for question_id, (kind, answer_id) in found:
                said = {"answer_kind": kind, "answer_id": answer_id, "asked_at_revision": revision}
                session.execute(update(TABLE).where(TABLE.c.id == question_id).values(**said))
    return len(found)


def _answer(search: Search, text: str, language: str) -> tuple[str | None, str | None]:
    found = search.find(Question(text, clock.now(), language=language, limit=1))
    return (found.hits[0].entry.kind, found.hits[0].entry.id) if found.sure else (None, None)


def coverage(session: Session) -> dict[str, Any]:
    """Count what is expected and answered, by department, weighed by how often it comes too."""
    answered = case((ExpectedQuestion.answer_kind.is_not(None), 1), else_=0)
    monthly = func.coalesce(ExpectedQuestion.monthly, 0)
    counted = {
        "questions": func.count(),
        "answered": func.sum(answered),
        "pending": func.sum(case((ExpectedQuestion.asked_at_revision.is_(None), 1), else_=0)),
        "monthly": func.sum(monthly),
        "monthly_answered": func.sum(answered * monthly),
    }
    query = select(ExpectedQuestion.department, *(value.label(name) for name, value in counted.items()))
    query = query.group_by(ExpectedQuestion.department).order_by(ExpectedQuestion.department)
    return {"items": [_percent(dict(row)) for row in session.execute(query).mappings()]}


def _percent(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"percent": round(100 * int(row["answered"]) / row["questions"], 1)}
