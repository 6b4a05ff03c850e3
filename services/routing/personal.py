"""What routing keeps of residents, column by column, and what is left of it when one is erased."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.erasing import Traces
from services.routing import models

_TABLES = models.Base.metadata.tables

# Who decided what by which rule and when stays; where it was, what was answered and what was written does not.
TRACES = (
    Traces(_TABLES["cases"], "number", "numbers", {"answers": {}, "place": {}}),
    Traces(_TABLES["decisions"], "number", "numbers", {"trace": []}),
    Traces(_TABLES["assignments"], "number", "numbers", {"closing_text": None}),
    Traces(_TABLES["assignment_history"], "assignment_id", "assignments", {"text": None}),
    Traces(_TABLES["bulk_items"], "subject", "assignments", {"seen": None, "detail": None, "kept": None}),
    Traces(_TABLES["forwardings"], "number", "numbers", {"remote_notes": None}),
)

# Columns of these tables that stay: codes, rules, and who of the staff or which system did it.
KEPT = {
    "cases": ("service_code", "excluded"),
    "decisions": ("code", "rule", "reason", "by"),
    "assignments": ("department", "service_code", "area", "unit", "assignee", "promise"),
    "assignment_history": ("by", "assignee"),
    "bulk_items": ("refusal",),
    "forwardings": ("agency", "service_code", "reason", "token", "remote_number"),
}

# Tables with nothing of residents: members are staff, agencies' numbers are everybody's, feeds hold codes alone.
NOBODY = (
    "boundary_checks", "boundary_changes", "catalogue", "catalogue_versions", "catalogue_revision", "members",
    "member_history", "feed", "feed_heads", "outside_servers", "triage", "callbacks", "webhooks", "dead_letters",
    "catalogue_drafts", "catalogue_draft_steps", "session_ends", "break_glass_uses", "feed_readers", "reconciliations",
    "command_answers", "drills", "drill_results", "audit_entries", "audit_seals", "launches", "launch_steps",
    "trainings", "feed_replays", "bulk_actions", "district_steps",
    "promise_pauses", "promise_marks", "bulletins", "reconciliation_items", "reconciliation_differences",
)  # fmt: skip


def ids_of(session: Session, numbers: list[str]) -> dict[str, Any]:
    """Return what a person's requests are in this service, as the traces name it."""
    assignments = models.Assignment.__table__
    found = session.execute(select(assignments.c.id).where(assignments.c.number.in_(numbers))).scalars()
    return {"numbers": numbers, "assignments": list(found)}
