"""Storing entries of the catalogue: a new version when the content is new, said to others in the same transaction."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.outbox import say, upsert
from services.routing.catalogue.catalogue import DEPARTMENT, SERVICE_TYPE
from services.routing.models import CatalogueEntry, CatalogueRevision, EntryVersion

SAID = (DEPARTMENT, SERVICE_TYPE)  # rules and the calendar are nobody else's; agencies are kb's to tell


def next_revision(session: Session) -> int:
    """Raise the revision and return it; its row stays locked, so that changes become visible in their order."""
    insert = upsert(session, CatalogueRevision.__table__).values(id=1, number=1)
    statement = insert.on_conflict_do_update(index_elements=["id"], set_={"number": CatalogueRevision.number + 1})
    return session.execute(statement.returning(CatalogueRevision.number)).scalar_one()


def store_entries(
    session: Session, kind: str, entries: Mapping[str, Any], versions: Mapping[str, int] | None = None
) -> list[str]:
    """Keep entries by code; returns the codes of new and different ones. Versions are counted unless given."""
    known = select(CatalogueEntry).where(CatalogueEntry.kind == kind, CatalogueEntry.code.in_(list(entries)))
    rows = {row.code: row for row in session.execute(known.with_for_update()).scalars()}
    stored = {}
    for code, entry in entries.items():
        version = _store(session, kind, (code, entry), rows.get(code), (versions or {}).get(code))
        if version is not None:
            stored[code] = version
    session.flush()
    if kind in SAID:
        say(session, [Event("catalogue_changed", code, describe(kind, code, stored[code], entries[code]))
                      for code in stored])  # fmt: skip
    return list(stored)


def describe(kind: str, code: str, version: int, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The data of catalogue_changed, and of a copy."""
    return {"kind": kind, "code": code, "version": version, "entry": dict(entry)}


def _store(session: Session, kind: str, item: tuple[str, Any], row: Any, given: int | None) -> int | None:
    """Write one entry; None when it is known already, or older than what is known."""
    code, entry = item
    digest = hashlib.sha256(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS)).hexdigest()
    if row is not None and (row.content_hash == digest if given is None else row.version >= given):
        return None
    if row is None:
        row = CatalogueEntry(kind=kind, code=code, version=0)
        session.add(row)
    row.version = row.version + 1 if given is None else given
    row.entry, row.content_hash, row.revision = entry, digest, next_revision(session)
    session.add(EntryVersion(kind=kind, code=code, version=row.version, entry=entry, since=clock.now()))
    return row.version
