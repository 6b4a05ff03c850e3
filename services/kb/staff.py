"""The directory of staff: found by words of name, title and programme, shown with what a unit lets callers be told."""

from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.errors import Forbidden, Unauthenticated
from services.common.policy import ALL
from services.kb.contract.refusals import StaffNotFound
from services.kb.contract.staff import TELLABLE
from services.kb.models import Member, StaffEntry, StaffUnit, StaffWord
from services.kb.policy import POLICY
from services.kb.words import fold_text

MEMBERS = ("department", "unit", "name", "title", "programmes", "phone", "email", "room", "languages")
READERS = frozenset(POLICY["staff.read"])
EVERYWHERE = tuple(level for level, scope in POLICY["staff.edit"].items() if scope == ALL)
MOST_WORDS = 8
MOST_LETTERS = 64  # of a word


def find(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a page of people of whom each word of the question begins a word of name, title or programme."""
    query = select(StaffEntry).where(StaffEntry.id > wanted["cursor"])
    for name in ("department", "unit"):
        if wanted[name]:
            query = query.where(getattr(StaffEntry, name) == wanted[name])
    for word in [*words_of(wanted["q"])[:MOST_WORDS], *([wanted["programme"]] if wanted["programme"] else [])]:
        query = query.where(_has(word))
    rows = session.execute(query.order_by(StaffEntry.id).limit(wanted["limit"] + 1)).scalars().all()
    page = rows[: wanted["limit"]]
    rules = rules_of(session, {(row.department, row.unit) for row in page})
    items = [view(row, rules.get((row.department, row.unit))) for row in page]
    return {"items": items, "next": page[-1].id if len(rows) > len(page) else None}


def _has(word: str) -> Any:
    begins = StaffWord.word.startswith(word, autoescape=True)
    return exists().where(StaffWord.staff_id == StaffEntry.id, begins)


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared: without accents, in small letters."""
    words = ("".join(letter for letter in word if letter.isalnum()) for word in fold_text(text).split())
    return [word[:MOST_LETTERS] for word in words if word]


def rules_of(session: Session, units: set[tuple[str, str]]) -> dict[tuple[str, str], StaffUnit]:
    """Return what units allow, by department and unit."""
    query = select(StaffUnit).where(StaffUnit.department.in_({department for department, _ in units}))
    return {(row.department, row.unit): row for row in session.execute(query).scalars()}


def view(row: StaffEntry, rule: StaffUnit | None) -> dict[str, Any]:
    """Return somebody as staff see it; of a unit that has said nothing callers are told nothing."""
    allowed = rule.tell if rule else []
    tell = {name: getattr(row, name) for name in TELLABLE if name in allowed and getattr(row, name)}
    shown = {name: getattr(row, name) for name in MEMBERS} | {"id": row.id, "tell": tell}
    return shown | {"unit_name": rule.name if rule else row.unit, "instead": rule.instead if rule else None}


def keep(session: Session, said: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Write somebody down anew; of two departments both must be the caller's."""
    row = session.get(StaffEntry, said["id"], with_for_update=True)
    for department in {said["department"], row.department if row else said["department"]}:
        require(session, department, caller)
    if row is None:
        row = StaffEntry(id=said["id"])
        session.add(row)
    for name in MEMBERS:
        setattr(row, name, said[name])
    session.flush()
    _index(session, row)
    return view(row, session.get(StaffUnit, (row.department, row.unit)))


def _index(session: Session, row: StaffEntry) -> None:
    """Write the words by which somebody is found; a programme is found by its code too."""
    session.execute(delete(StaffWord).where(StaffWord.staff_id == row.id))
    words = {
        *words_of(f"{row.name} {row.title}"),
        *row.programmes,
        *words_of(" ".join(row.programmes).replace("-", " ")),
    }
    if words:
        session.execute(insert(StaffWord), [{"word": word, "staff_id": row.id} for word in sorted(words)])


def end(session: Session, staff_id: str, caller: Caller) -> None:
    """Forget somebody who works there no longer."""
    row = session.get(StaffEntry, staff_id, with_for_update=True)
    if row is None:
        require_somewhere(session, caller)
        raise StaffNotFound()
    require(session, row.department, caller)
    session.execute(delete(StaffWord).where(StaffWord.staff_id == staff_id))
    session.delete(row)


def keep_unit(session: Session, said: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Write down what a unit allows callers to be told."""
    require(session, said["department"], caller)
    members = {name: said[name] for name in ("department", "unit", "name", "instead")}
    row = session.merge(StaffUnit(**members, tell=sorted(set(said["tell"]))))
    return members | {"tell": row.tell}


def require_somewhere(session: Session, caller: Caller) -> None:
    """Only who keeps some part of the directory hears that somebody is not in it."""
    tiers = select(Member.tier).where(Member.subject == caller.subject)
    if caller.kind != "staff" or not {"manager", *EVERYWHERE} & {*caller.roles, *session.execute(tiers).scalars()}:
        raise Forbidden()


def require(session: Session, department: str, caller: Caller) -> None:
    """Raise Forbidden unless the caller manages the department or maintains the whole directory."""
    if caller.kind == "staff" and caller.has(*EVERYWHERE):
        return
    member = session.get(Member, (department, caller.subject)) if caller.kind == "staff" else None
    if member is None or member.tier != "manager":
        raise Forbidden("A department's management maintains its part of the directory.")


def require_staff(session: Session, caller: Caller) -> None:
    """Raise Unauthenticated or Forbidden unless the caller is staff of 311 or belongs to some department."""
    tiers = select(Member.tier).where(Member.subject == caller.subject)
    if caller.kind == "staff" and READERS & {*caller.roles, *session.execute(tiers).scalars()}:
        return
    raise Unauthenticated() if caller.kind == "anonymous" else Forbidden()
