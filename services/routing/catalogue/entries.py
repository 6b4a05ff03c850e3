"""Storing entries of the catalogue: a new version when the content is new, said to others in the same transaction."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.errors import InvalidInput
from services.common.outbox import say
from services.common.statements import upsert
from services.routing.catalogue.catalogue import DEPARTMENT, SERVICE_TYPE
from services.routing.models import CatalogueEntry, CatalogueRevision, EntryVersion

SAID = (DEPARTMENT, SERVICE_TYPE)  # rules and the calendar are nobody else's; agencies are kb's to tell


def next_revisions(session: Session, count: int = 1) -> range:
    """Take the next revisions; their row stays locked, so that changes become visible in their order."""
    insert = upsert(session, CatalogueRevision.__table__).values(id=1, number=count)
    statement = insert.on_conflict_do_update(index_elements=["id"], set_={"number": CatalogueRevision.number + count})
    last = session.execute(statement.returning(CatalogueRevision.number)).scalar_one()
    return range(last - count + 1, last + 1)


def store_entries(
    session: Session, kind: str, entries: Mapping[str, Any], versions: Mapping[str, int] | None = None
) -> list[str]:
    """Keep entries by code; returns the codes of new and different ones. Versions are counted unless given."""
    known = select(CatalogueEntry).where(CatalogueEntry.kind == kind, CatalogueEntry.code.in_(list(entries)))
    rows = {row.code: row for row in session.execute(known.with_for_update()).scalars()}
    new = {code: _next_version(entry, rows.get(code), (versions or {}).get(code)) for code, entry in entries.items()}
    stored = {code: version for code, version in new.items() if version is not None}
    if kind == DEPARTMENT:
        _refuse_used_codes(entries, rows)
    if stored:
        _write(session, kind, {code: entries[code] for code in stored}, stored, rows)
    if kind in SAID:
        said = [describe(kind, code, version, entries[code]) for code, version in stored.items()]
        say(session, [Event("catalogue_changed", data["code"], data) for data in said])
    return list(stored)


def _refuse_used_codes(entries: Mapping[str, Any], rows: Mapping[str, CatalogueEntry]) -> None:
    """A code that was a department's is never another's: its feed, its work and its keys would go with it."""
    used = [code for code, row in rows.items() if is_used_code(row.entry, entries[code])]
    if used:
        detail = "This code was a department's, which is out of use: take another one."
        raise InvalidInput(errors=[{"pointer": f"/{code}", "detail": detail} for code in used])


def is_used_code(present: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a department that is out of use would come into use again."""
    return not present.get("active", True) and bool(wanted.get("active", True))


def describe(kind: str, code: str, version: int, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The data of catalogue_changed, and of a copy."""
    return {"kind": kind, "code": code, "version": version, "entry": dict(entry)}


def _next_version(entry: Any, row: CatalogueEntry | None, given: int | None) -> int | None:
    """The version that an entry gets; None when it is known already, or older than what is known."""
    if row is None:
        return 1 if given is None else given
    if given is None:
        return None if row.content_hash == _digest(entry) else row.version + 1
    return given if given > row.version else None


def _write(
    session: Session, kind: str, entries: Mapping[str, Any], versions: Mapping[str, int], rows: Mapping[str, Any]
) -> None:
    now, revisions = clock.now(), iter(next_revisions(session, len(entries)))
    for code, entry in entries.items():
        row = rows.get(code) or CatalogueEntry(kind=kind, code=code)
        row.version, row.entry, row.content_hash = versions[code], entry, _digest(entry)
        row.revision = next(revisions)
        session.add(row)
        session.add(EntryVersion(kind=kind, code=code, version=row.version, entry=entry, since=now))
    session.flush()


def _digest(entry: Any) -> str:
    return hashlib.sha256(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS)).hexdigest()
