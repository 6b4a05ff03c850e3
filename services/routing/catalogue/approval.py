"""Who agrees to a draft, and the instant at which it becomes active."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.catalogue import proposals
from services.routing.catalogue.catalogue import RULE, SERVICE_TYPE, Catalogue
from services.routing.catalogue.drafts import (
    ACTIVE,
    APPROVED,
    COUNTY,
    DRAFT,
    REJECTED,
    WITHDRAWN,
    check_open,
    lock_draft,
    note,
)
from services.routing.catalogue.entries import store_entries
from services.routing.catalogue.faults import ERROR, find_faults
from services.routing.contract.refusals import (
    DraftFaulty,
    DraftOutdated,
    DraftSettled,
    DryRunNeeded,
    NotConcerned,
    SecondPersonNeeded,
)
from services.routing.models import CatalogueDraft, CatalogueEntry, CatalogueRevision

CLOCK = "clock"


def approve(session: Session, catalogue: Catalogue, row: CatalogueDraft, by: str, department: str | None) -> None:
    """Agree for a department, or with None for 311; with the last one it is approved."""
    check_open(row)
    if department is None:
        _check_county(session, catalogue, row, by)
    elif department not in row.departments:
        raise NotConcerned()
    row.approvals = row.approvals | {department or COUNTY: {"by": by, "at": clock.instant_text(clock.now())}}
    note(session, row, "approved", by, department or COUNTY)
    if {*row.departments, COUNTY} <= row.approvals.keys():
        row.state, row.due_at = APPROVED, row.effective_at or clock.now()
    session.flush()


def _check_county(session: Session, catalogue: Catalogue, row: CatalogueDraft, by: str) -> None:
    """311 agrees to what was run dry, has no error, and is not the work of one person alone."""
    if by == row.made_by or by in [one["by"] for one in row.approvals.values()]:
        raise SecondPersonNeeded()
    if is_outdated(session, catalogue, row):
        raise DraftOutdated()
    if needs_dry_run(row) and (row.dry_run is None or row.dry_run["edition"] != row.version):
        raise DryRunNeeded()
    errors = [fault for fault in find_faults(proposals.lay_over(session, row.entries)) if fault.severity == ERROR]
    before = {(fault.kind, fault.code, fault.others) for fault in find_faults(catalogue)}
    new = [fault for fault in errors if (fault.kind, fault.code, fault.others) not in before]
    if new:
        raise DraftFaulty("; ".join(fault.detail for fault in new[:5]))


def needs_dry_run(row: CatalogueDraft) -> bool:
    """Whether the draft may change who does what."""
    return any(one["kind"] in (RULE, SERVICE_TYPE) for one in row.entries)


def is_outdated(session: Session, catalogue: Catalogue, row: CatalogueDraft) -> bool:
    """Whether what the draft is based on, or what its dry run has looked at, has changed meanwhile."""
    keys = {(one["kind"], one["code"]): one["base"] for one in row.entries}
    if proposals.base_versions(session, keys) != keys:
        return True
    if row.dry_run is None:
        return False
    after = proposals.lay_over(session, row.entries)
    mine = proposals.touched_services(catalogue, after, row.entries)
    theirs = proposals.touched_services(catalogue, after, _changed_since(session, row.dry_run["revision"]))
    if mine is None or theirs is None:
        return theirs is None or bool(theirs)
    return bool(mine & theirs)


def _changed_since(session: Session, revision: int) -> list[dict[str, Any]]:
    query = select(CatalogueEntry.kind, CatalogueEntry.code).where(
        CatalogueEntry.revision > revision, CatalogueEntry.kind.in_(proposals.ROUTING_KINDS)
    )
    return [{"kind": kind, "code": code} for kind, code in session.execute(query)]


def reject(session: Session, row: CatalogueDraft, by: str, department: str | None, reason: str) -> None:
    """A department that it concerns, or 311, does not want it."""
    if row.state not in (DRAFT, APPROVED):
        raise DraftSettled()
    if department is not None and department not in row.departments:
        raise NotConcerned()
    row.state = REJECTED
    note(session, row, REJECTED, by, department or COUNTY, reason)


def withdraw(session: Session, row: CatalogueDraft, by: str) -> None:
    """Who made it takes it back."""
    if row.state not in (DRAFT, APPROVED):
        raise DraftSettled()
    row.state = WITHDRAWN
    note(session, row, WITHDRAWN, by)


def keep_dry_run(session: Session, row: CatalogueDraft, version: int, found: Mapping[str, Any]) -> None:
    """Keep what a dry run has shown, unless the draft was changed meanwhile."""
    if row.version == version and row.state == DRAFT:
        row.dry_run = dict(found)
        session.flush()


def activate(session: Session, catalogue: Catalogue, draft_id: str, now: datetime) -> bool:
    """Let an approved draft hold: all its entries at once. An outdated one goes back to be run dry and agreed upon."""
    session.execute(select(CatalogueRevision.number).with_for_update())  # nobody else changes the catalogue meanwhile
    row = lock_draft(session, draft_id)
    if row.state != APPROVED or row.due_at is None or (clock.as_utc(row.due_at) or now) > now:
        return False
    if is_outdated(session, catalogue, row):
        row.state, row.dry_run, row.due_at = DRAFT, None, None
        row.approvals = {code: one for code, one in row.approvals.items() if code != COUNTY}
        note(session, row, "outdated", CLOCK)
        return False
    ordered = sorted(row.entries, key=itemgetter("kind"))
    for kind, entries in groupby(ordered, key=itemgetter("kind")):
        store_entries(session, kind, {one["code"]: one["entry"] for one in entries})
    row.state, row.activated_at = ACTIVE, now
    note(session, row, "activated", CLOCK)
    session.flush()
    return True
