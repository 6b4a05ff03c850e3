"""Filters under a name: one's own, and those that others shared with one's department or with all."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.contract import dump, load
from services.common.errors import Forbidden
from services.common.ids import uuid7
from services.intake.contract.refusals import SearchNotFound, TooManySearches
from services.intake.contract.searches import Filters
from services.intake.models import SavedSearch
from services.intake.policy import ALL, Standing

MOST_OF_ONE = 100


def save(session: Session, message: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Keep filters; a department's staff share with their own department only."""
    mine = select(func.count()).where(SavedSearch.owner == standing.caller.subject)
    if session.execute(mine).scalar_one() >= MOST_OF_ONE:
        raise TooManySearches()
    row = SavedSearch(id=uuid7(), owner=standing.caller.subject)
    session.add(row)
    return _write(session, row, message, standing)


def change(session: Session, message: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Put filters in the place of one's own."""
    return _write(session, _own(session, message["id"], standing), message, standing)


def delete(session: Session, search_id: str, standing: Standing) -> None:
    """Forget one's own filters."""
    session.delete(_own(session, search_id, standing))


def _write(session: Session, row: SavedSearch, message: dict[str, Any], standing: Standing) -> dict[str, Any]:
    department = message["department"]
    may = standing.scope("search.save") == ALL or department in standing.departments_for("search.save")
    if message["shared"] and not may:
        raise Forbidden("You may share filters with your own department.")
    row.name, row.shared, row.department = message["name"], message["shared"], department
    said = {name: value for name, value in dump(Filters, message["filters"]).items() if value not in (None, [], "")}
    row.filters, row.changed_at = said, clock.now()
    session.flush()
    return view(row, standing)


def _own(session: Session, search_id: str, standing: Standing) -> SavedSearch:
    row = session.get(SavedSearch, search_id)
    if row is None or row.owner != standing.caller.subject:
        raise SearchNotFound()
    return row


def visible(standing: Standing) -> ColumnElement[bool]:
    """Return the condition for filters that are one's own or shared with one."""
    shared = SavedSearch.shared.is_(True)
    if standing.scope("search.save") != ALL:
        shared = and_(shared, SavedSearch.department.in_(standing.departments_for("search.save")))
    return or_(SavedSearch.owner == standing.caller.subject, shared)


def page(session: Session, wanted: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Return one's own filters and those shared with one, newest first."""
    query = select(SavedSearch).where(visible(standing))
    if wanted["cursor"]:
        query = query.where(SavedSearch.id < wanted["cursor"])
    rows = session.execute(query.order_by(SavedSearch.id.desc()).limit(wanted["limit"] + 1)).scalars().all()
    shown = rows[: wanted["limit"]]
    return {
        "items": [view(row, standing) for row in shown],
        "next": shown[-1].id if len(rows) > len(shown) else None,
    }


def view(row: SavedSearch, standing: Standing) -> dict[str, Any]:
    """Return filters as they are kept."""
    shown = {name: getattr(row, name) for name in ("id", "name", "filters", "shared", "department")}
    return shown | {"own": row.owner == standing.caller.subject, "changed_at": clock.as_utc(row.changed_at)}


def filled(session: Session, search: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Return a search with what its kept filters say where it says nothing itself."""
    if not search.get("saved"):
        return search
    query = select(SavedSearch.filters).where(SavedSearch.id == search["saved"], visible(standing))
    filters = session.execute(query).scalar()
    if filters is None:
        raise SearchNotFound()
    kept = load(Filters, filters)
    return {name: kept.get(name, value) if value in (None, [], "") else value for name, value in search.items()}
