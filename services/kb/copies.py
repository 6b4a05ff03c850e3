"""Copies of what routing owns: service types and departments, which search names, and who belongs where."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.kb.models import CatalogueCopy, Member
from services.kb.revision import next_revision

SERVICE_TYPE, DEPARTMENT = "service_type", "department"


def copy_catalogue(session: Session, data: dict[str, Any]) -> bool:
    """Keep a service type or department as routing says it now; False for one that is older than what is kept."""
    key = (data["kind"], data["code"])
    row = session.get(CatalogueCopy, key)
    if row is not None and row.version >= data["version"]:
        return False
    row = CatalogueCopy(kind=data["kind"], code=data["code"], version=data["version"], entry=data["entry"])
    session.merge(row)
    next_revision(session)
    session.flush()
    return True


def list_copies(session: Session, kind: str) -> list[dict[str, Any]]:
    """The copied entries of a kind that are in use, each with its code and version."""
    query = select(CatalogueCopy).where(CatalogueCopy.kind == kind).order_by(CatalogueCopy.code)
    rows = session.execute(query).scalars()
    return [row.entry | {"code": row.code, "version": row.version} for row in rows if _in_use(row.entry)]


def _in_use(entry: dict[str, Any]) -> bool:
    return bool(entry) and entry.get("active", True) and not entry.get("retired", False)


def copy_member(session: Session, data: dict[str, Any]) -> None:
    """Keep who belongs to a department with which tier; without a tier the person has left it."""
    row = session.get(Member, (data["department"], data["subject"]))
    tier = data.get("tier")
    if tier:
        session.merge(Member(department=data["department"], subject=data["subject"], tier=tier))
    elif row is not None:
        session.delete(row)
    session.flush()


def departments_of(session: Session, subject: str) -> frozenset[str]:
    """The departments that a person belongs to."""
    query = select(Member.department).where(Member.subject == subject)
    return frozenset(session.execute(query).scalars())


KEEPERS = {"catalogue_changed": copy_catalogue, "members_changed": copy_member}


def keep(session: Session, changes: list[dict[str, Any]]) -> None:
    """Write a page of what routing lists, as if it had been heard."""
    for change in changes:
        KEEPERS[change["event"]](session, change["data"])
