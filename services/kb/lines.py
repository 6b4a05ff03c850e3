"""Telephone lines: whose a dialled number is, what an agent asks who comes by it, and what may be told of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput
from services.kb import staff
from services.kb.contract.lines import SET_LINE, LineNotFound, digits_of
from services.kb.copies import DEPARTMENT, SERVICE_TYPE
from services.kb.directory import AGENTS_ONLY, PUBLIC, choose_words
from services.kb.models import Agency, CatalogueCopy, PhoneLine

MEMBERS = ("department", "agency", "name", "greeting", "publish", "give", "retired_on", "service_code", "questions")
PLAIN = ("department", "agency", "publish", "retired_on", "service_code")
LEADS = ("service_code", "article_id", "department")
OWN_NUMBERS = (PUBLIC, AGENTS_ONLY)  # the publish rules under which an agent may say the number itself


def read(session: Session, number: str, language: str) -> dict[str, Any]:
    """Return what a dialled number stands for; LineNotFound for a number that is nobody's."""
    row = session.get(PhoneLine, digits_of(number))
    if row is None:
        raise LineNotFound()
    return _view(row, _names(session, [row]), language)


def page(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a page of lines."""
    query = select(PhoneLine).where(PhoneLine.digits > wanted["cursor"])
    if wanted["department"]:
        query = query.where(PhoneLine.department == wanted["department"])
    if wanted["retired"] is not None:
        old = PhoneLine.retired_on.is_not(None)
        query = query.where(old if wanted["retired"] else ~old)
    rows = session.execute(query.order_by(PhoneLine.digits).limit(wanted["limit"] + 1)).scalars().all()
    shown = rows[: wanted["limit"]]
    names = _names(session, shown)
    following = shown[-1].digits if len(rows) > len(shown) else None
    return {"items": [_view(row, names, wanted["language"]) for row in shown], "next": following}


def _names(session: Session, rows: Any) -> dict[str, Any]:
    """Return the names of the departments of lines, by code, in one query."""
    codes = {row.department for row in rows if row.department}
    query = select(CatalogueCopy).where(CatalogueCopy.kind == DEPARTMENT, CatalogueCopy.code.in_(codes))
    return {row.code: row.entry.get("name") for row in session.execute(query).scalars()} if codes else {}


def _view(row: PhoneLine, names: dict[str, Any], language: str) -> dict[str, Any]:
    may_be_told = row.publish in OWN_NUMBERS and row.retired_on is None
    name = names.get(row.department or "")
    return {member: getattr(row, member) for member in PLAIN} | {
        "number": row.number,
        "department_name": choose_words(name, language)[0] if name else row.department,
        "name": choose_words(row.name, language)[0],
        "greeting": choose_words(row.greeting, language)[0] or None,
        "tell": row.give or (row.number if may_be_told else None),
        "questions": [_question(one, language) for one in row.questions],
    }


def _question(one: dict[str, Any], language: str) -> dict[str, Any]:
    return {"text": choose_words(one["text"], language)[0]} | {name: one.get(name) for name in LEADS}


def keep(session: Session, said: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Write a line down anew; of two departments both must be the caller's."""
    digits = digits_of(said["number"])
    row = session.get(PhoneLine, digits, with_for_update=True)
    for owner in {said["department"], row.department if row else said["department"]}:
        _require(session, owner, caller)
    _check(session, said)
    row = row or PhoneLine(digits=digits)
    row.number = said["number"]
    for name in MEMBERS:
        setattr(row, name, said[name])
    session.add(row)
    session.flush()
    return _view(row, _names(session, [row]), "en")


def store_line(session: Session, said: dict[str, Any]) -> bool:
    """Keep a line of a county's file as it is said there; False when nothing in it has changed."""
    line = load(SET_LINE.request, said)
    row = session.get(PhoneLine, digits_of(line["number"])) or PhoneLine(digits=digits_of(line["number"]))
    if row.number == line["number"] and all(getattr(row, name) == line[name] for name in MEMBERS):
        return False
    for name in ("number", *MEMBERS):
        setattr(row, name, line[name])
    session.add(row)
    session.flush()
    return True


def _require(session: Session, department: str | None, caller: Caller) -> None:
    """Of a department its management maintains the lines, of an agency who maintains the directory."""
    if department:
        staff.require(session, department, caller)
    elif caller.kind != "staff" or not caller.has(*staff.EVERYWHERE):
        raise Forbidden("Lines of agencies are maintained with the directory.")


def _check(session: Session, said: dict[str, Any]) -> None:
    """What a line names must be there."""
    wanted = [("/department", DEPARTMENT, said["department"]), ("/service_code", SERVICE_TYPE, said["service_code"])]
    for place, one in enumerate(said["questions"]):
        wanted.append((f"/questions/{place}/department", DEPARTMENT, one["department"]))
        wanted.append((f"/questions/{place}/service_code", SERVICE_TYPE, one["service_code"]))
    codes = {code for _, _, code in wanted if code}
    query = select(CatalogueCopy.kind, CatalogueCopy.code).where(CatalogueCopy.code.in_(codes))
    known = {tuple(row) for row in session.execute(query)} if codes else set()
    faults = [pointer for pointer, kind, code in wanted if code and (kind, code) not in known]
    if said["agency"] and session.get(Agency, said["agency"]) is None:
        faults.append("/agency")
    if faults:
        raise InvalidInput(errors=[{"pointer": pointer, "detail": "There is none of this code."} for pointer in faults])


def end(session: Session, number: str, caller: Caller) -> None:
    """Forget a line that nobody dials any more."""
    row = session.get(PhoneLine, digits_of(number), with_for_update=True)
    if row is None:
        staff.require_somewhere(session, caller)
        raise LineNotFound()
    _require(session, row.department, caller)
    session.delete(row)
