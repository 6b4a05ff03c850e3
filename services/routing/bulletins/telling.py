"""Bulletins as they are written and read: what is told, said without a word, and to which addresses it goes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.ids import uuid7
from services.common.outbox import say
from services.routing.catalogue.catalogue import Catalogue
from services.routing.catalogue.members import MANAGER
from services.routing.catalogue.words import choose_words
from services.routing.models import Assignment, Bulletin, Member

GIVEN, NEW, DIGEST, DISTRICT = "given", "new", "digest", "district"
LANGUAGE = "en"
MOST_NAMED = 50
NAMED = ("id", "number", "department", "service_code", "area", "promised_by", "assignee")


def a_bulletin(department: str, kind: str, content: dict[str, Any], subject: str | None = None) -> dict[str, Any]:
    """Return a bulletin's row: to one person where a subject is given."""
    named = {"id": uuid7(), "department": department, "kind": kind, "subject": subject}
    return named | {"at": clock.now(), "content": content}


def listed(lists: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return lists of assignments as bulletins keep them: how many, and the first of them by number, type and area."""
    return {
        name: {"count": len(rows), "items": [_named(row) for row in rows[:MOST_NAMED]]}
        for name, rows in lists.items()
        if rows
    }


def _named(row: Any) -> dict[str, Any]:
    promised = clock.as_utc(row.promised_by)
    said = {name: getattr(row, name) for name in ("number", "service_code", "area")}
    return said | {"promised_by": clock.instant_text(promised) if promised else None}


def issue(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write bulletins and say that they are there; notify fetches what they say."""
    if not rows:
        return
    session.execute(insert(Bulletin), rows)
    data = [{"department": row["department"], "kind": row["kind"], "bulletin_id": row["id"]} for row in rows]
    say(session, [Event("bulletin_issued", one["department"], one) for one in data])


def tell_person(session: Session, row: Assignment, by: str) -> None:
    """Tell somebody that management gave it work."""
    if row.assignee and row.assignee != by:
        issue(session, [a_bulletin(row.department, GIVEN, listed({"given": [row]}), row.assignee)])


def list_bulletins(session: Session, catalogue: Catalogue, ids: Sequence[str]) -> list[dict[str, Any]]:
    """What these bulletins say, and the addresses to which they go as things are now."""
    rows = list(session.execute(select(Bulletin).where(Bulletin.id.in_(list(ids))).order_by(Bulletin.id)).scalars())
    people = _people(session, rows)
    return [_described(catalogue, row, people) for row in rows]


def _people(session: Session, rows: Iterable[Bulletin]) -> list[Member]:
    """Management of these departments, and the persons to whom something goes; who has left gets nothing."""
    departments = {row.department for row in rows}
    subjects = {row.subject for row in rows if row.subject}
    query = select(Member).where(
        Member.department.in_(departments), Member.tier.is_not(None), Member.email.is_not(None),
        or_(Member.tier == MANAGER, Member.subject.in_(subjects)),
    )  # fmt: skip
    return list(session.execute(query.order_by(Member.subject)).scalars())


def _described(catalogue: Catalogue, row: Bulletin, people: Iterable[Member]) -> dict[str, Any]:
    entry = catalogue.departments.get(row.department, {})
    here = [member for member in people if member.department == row.department]
    if row.subject:
        addresses = [member.email for member in here if member.subject == row.subject]
    else:
        managers = [member.email for member in here if member.tier == MANAGER]
        mailbox = [entry["mailbox"]] if entry.get("mailbox") else []
        everybody = [*mailbox, *managers]
        addresses = {NEW: mailbox, DIGEST: everybody, DISTRICT: everybody}.get(row.kind, managers or mailbox)
    named = {"id": row.id, "department": row.department, "kind": row.kind, "content": _worded(catalogue, row.content)}
    name = choose_words(entry.get("name"), LANGUAGE) or row.department
    return named | {"department_name": name, "addresses": list(dict.fromkeys(addresses))}


def _worded(catalogue: Catalogue, content: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the names of service types."""
    counts = {"counts": content["counts"]} if "counts" in content else {}
    return counts | {
        name: {"count": part["count"], "items": [_with_name(catalogue, item) for item in part["items"]]}
        for name, part in content.items()
        if name != "counts"
    }


def _with_name(catalogue: Catalogue, item: Mapping[str, Any]) -> dict[str, Any]:
    service = catalogue.services.get(item["service_code"], {})
    return dict(item) | {"service_name": choose_words(service.get("name"), LANGUAGE) or item["service_code"]}
