"""Drafts: changes of the catalogue that are made, looked at and agreed upon before they hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import InvalidInput
from services.common.ids import uuid7
from services.routing.catalogue import entries, proposals
from services.routing.catalogue.catalogue import DEPARTMENT, Catalogue
from services.routing.catalogue.faults import find_faults
from services.routing.contract.refusals import DraftNotFound, DraftSettled
from services.routing.models import CatalogueDraft, CatalogueDraftStep, CatalogueEntry

DRAFT, APPROVED, ACTIVE, REJECTED, WITHDRAWN = "draft", "approved", "active", "rejected", "withdrawn"
COUNTY = "311"
PLAIN = ("id", "title", "state", "effective_at", "departments", "approvals", "made_by", "made_at",
         "activated_at")  # fmt: skip


def make_draft(session: Session, catalogue: Catalogue, message: Mapping[str, Any], by: str) -> CatalogueDraft:
    """Write a draft down; InvalidInput for entries that cannot be read or change nothing."""
    row = CatalogueDraft(id=uuid7(), state=DRAFT, version=0, made_by=by, made_at=clock.now())
    fill(session, catalogue, row, message)
    session.add(row)
    session.flush()
    note(session, row, "made", by)
    return row


def change_draft(session: Session, catalogue: Catalogue, row: CatalogueDraft, message: Mapping[str, Any]) -> None:
    """Replace what a draft says; who had agreed must agree again."""
    check_open(row)
    fill(session, catalogue, row, message)


def fill(session: Session, catalogue: Catalogue, row: CatalogueDraft, message: Mapping[str, Any]) -> None:
    """Write a draft's entries, with the versions on which they are based and the departments they concern."""
    entries = _based(session, message["entries"])
    proposals.check_entries(entries)
    after = proposals.lay_over(session, entries)
    row.title, row.effective_at, row.entries = message["title"], message["effective_at"], entries
    row.departments = proposals.concerned(catalogue, after, entries)
    row.approvals, row.dry_run, row.version = {}, None, row.version + 1


def _based(session: Session, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Entries with the versions in use, without those that change nothing; null takes an entry out of use."""
    query = select(CatalogueEntry).where(CatalogueEntry.code.in_({one["code"] for one in given}))
    known = {(row.kind, row.code): row for row in session.execute(query).scalars()}
    found = []
    for place, one in enumerate(given):
        present = known.get((one["kind"], one["code"]))
        if one["entry"] is None and present is None:
            raise InvalidInput(errors=[{"pointer": f"/entries/{place}/code", "detail": "There is no such entry."}])
        entry = one["entry"] if one["entry"] is not None or present is None else present.entry | {"active": False}
        if present and one["kind"] == DEPARTMENT and entries.is_used_code(present.entry, entry):
            detail = "This code was a department's, which is out of use: take another one."
            raise InvalidInput(errors=[{"pointer": f"/entries/{place}/code", "detail": detail}])
        if present is None or entry != present.entry:
            base = present.version if present else 0
            found.append({"kind": one["kind"], "code": one["code"], "base": base, "entry": entry})
    if not found:
        raise InvalidInput(errors=[{"pointer": "/entries", "detail": "This is what the catalogue says already."}])
    return found


def check_open(row: CatalogueDraft) -> None:
    """Raise DraftSettled unless the draft may still be changed and agreed upon."""
    if row.state != DRAFT:
        raise DraftSettled()


def lock_draft(session: Session, draft_id: str) -> CatalogueDraft:
    """Lock a draft; DraftNotFound when there is none."""
    row = session.get(CatalogueDraft, draft_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise DraftNotFound()
    return row


def find_draft(session: Session, draft_id: str) -> CatalogueDraft:
    """Read a draft; DraftNotFound when there is none."""
    row = session.get(CatalogueDraft, draft_id)
    if row is None:
        raise DraftNotFound()
    return row


def note(
    session: Session, row: CatalogueDraft, step: str, by: str, department: str | None = None, text: str | None = None
) -> None:
    """Append what was done with a draft."""
    at = clock.now()
    session.add(
        CatalogueDraftStep(id=uuid7(), draft_id=row.id, at=at, step=step, by=by, department=department, text=text)
    )


def read_draft(session: Session, row: CatalogueDraft) -> dict[str, Any]:
    """A draft with its entries, what is wrong with the catalogue that it makes, and its history."""
    query = select(CatalogueDraftStep).where(CatalogueDraftStep.draft_id == row.id)
    steps = session.execute(query.order_by(CatalogueDraftStep.at, CatalogueDraftStep.id)).scalars()
    history = [{name: getattr(one, name) for name in ("at", "step", "by", "department", "text")} for one in steps]
    found = find_faults(proposals.lay_over(session, row.entries)) if row.state in (DRAFT, APPROVED) else []
    more = {"entries": row.entries, "faults": [fault.as_answer() for fault in found], "history": history}
    return describe(row) | more | {"dry_run": row.dry_run}


def describe(row: CatalogueDraft) -> dict[str, Any]:
    """A draft in a list."""
    plain = {name: getattr(row, name) for name in PLAIN}
    return plain | {"edition": row.version, "entries_count": len(row.entries)}


def list_drafts(session: Session, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A page of drafts, the newest first."""
    query = select(CatalogueDraft).order_by(CatalogueDraft.id.desc())
    if wanted["state"]:
        query = query.where(CatalogueDraft.state == wanted["state"])
    if wanted["cursor"]:
        query = query.where(CatalogueDraft.id < wanted["cursor"])
    rows = list(session.execute(query.limit(wanted["limit"] + 1)).scalars())
    page = rows[: wanted["limit"]]
    return {"items": [describe(row) for row in page], "next": page[-1].id if len(rows) > len(page) else None}


def due(session: Session, now: datetime) -> list[str]:
    """The approved drafts that hold from now on, in the order of their instants."""
    query = select(CatalogueDraft.id).where(CatalogueDraft.state == APPROVED, CatalogueDraft.due_at <= now)
    return list(session.execute(query.order_by(CatalogueDraft.due_at, CatalogueDraft.id).limit(50)).scalars())
