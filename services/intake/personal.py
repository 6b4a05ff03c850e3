"""What intake keeps of residents, column by column, and what is left of it when one is erased."""

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from services.common.erasing import SHORTEST, Traces
from services.intake import models

_TABLES = models.Base.metadata.tables

# Type, status, dates, department, districts and area stay, so that every count stays; nobody's words or place do.
TRACES = (
    Traces(_TABLES["residents"], "id", "residents",
           {"name": None, "email": None, "phone": None, "address": None, "notify": "none"}
           | dict.fromkeys(models.contacts.SEARCHED)),
    Traces(_TABLES["service_requests"], "number", "numbers",
           {"description": "", "answers": {}, "lat": None, "long": None, "address": None, "address_id": None,
            "place_text": None, "cell": None, "street": None, "close_text": None, "token": None, "media": None}),
    Traces(_TABLES["request_history"], "number", "numbers", {"text": None}),
    Traces(_TABLES["request_notes"], "number", "numbers", {"text": ""}),
    Traces(_TABLES["resident_questions"], "number", "numbers", {"questions": [], "answers": None}),
    Traces(_TABLES["feedback"], "number", "numbers", {"comment": ""}),
    Traces(_TABLES["request_attachments"], "number", "numbers"),
    Traces(_TABLES["pin_attempts"], "number", "numbers"),
    Traces(_TABLES["bulk_items"], "subject", "numbers", {"seen": None, "detail": None, "kept": None}),
    Traces(_TABLES["contacts"], "id", "contacts",
           dict.fromkeys(("dialled", "call_id", "told_reason", "receipt"))),
    Traces(_TABLES["contact_history"], "contact_id", "contacts", {"before": {}, "reason": None}),
    Traces(_TABLES["office_referrals"], "number", "numbers", {"consent_way": None}),
    Traces(_TABLES["office_referrals"], "contact", "contacts", {"consent_way": None}),
    Traces(_TABLES["request_drafts"], "id", "drafts"),
    Traces(_TABLES["followers"], "email", "emails"),
    Traces(_TABLES["own_lists"], "email", "emails"),
    Traces(_TABLES["handovers"], "id", "handovers", {"question": "", "answer": None, "reason": None}),
    Traces(_TABLES["handover_notes"], "handover_id", "handovers", {"text": ""}),
    Traces(_TABLES["contact_items"], "contact_id", "contacts", {"text": None, "reason": None, "number_given": None}),
)  # fmt: skip

# Columns of these tables that stay: codes, districts, and who of the staff or which client did it.
KEPT = {
    "service_requests": ("service_code", "department", "districts", "area", "council_district", "referral",
                         "jurisdiction_id"),
    "request_history": ("department", "by"),
    "request_notes": ("by",),
    "resident_questions": ("by",),
    "feedback": ("department", "service_code"),
    "contacts": ("logged_by", "department", "from_department", "told_by", "handed_to"),
    "contact_items": ("article_id", "referred_to", "department", "theme", "confidential_to"),
    "handovers": ("department", "skill", "requested_by", "accepted_by", "service_code"),
    "handover_notes": ("by",),
    "request_search": ("words",),  # forgotten by search.words, with its index
    "contact_history": ("by",),
    "bulk_items": ("refusal",),
    "office_referrals": ("office", "sent_by"),
}  # fmt: skip

# Tables with nothing of residents: a look-up keeps keyed hashes of what was asked, for whoever watches the staff;
# a telephone call names no caller.
NOBODY = (
    "number_counter", "api_clients", "api_keys", "client_links", "catalogue", "members", "lookups", "lookup_alarms",
    "bulk_actions", "calls", "presence", "interpretations", "daily_counts", "days_to_count", "counted_up_to",
    "record_files", "saved_searches", "audit_entries", "audit_seals",
    "erasures", "erasure_answers", "legal_holds", "held_objects", "retention_rules", "retention_runs",
)  # fmt: skip


def answered(session: Session, numbers: list[str]) -> list[str]:
    """Return the ids by which answers that are kept with idempotency keys name notes, questions and feedback."""
    tables = (_TABLES[name] for name in ("request_notes", "resident_questions", "feedback"))
    queries = [select(table.c.id).where(table.c.number.in_(numbers)) for table in tables]
    return [id for query in queries for id in session.execute(query).scalars()]


def handovers_of(session: Session, contacts: list[str]) -> list[str]:
    """Return what was handed over of these contacts."""
    table = _TABLES["handovers"]
    return list(session.execute(select(table.c.id).where(table.c.contact_id.in_(contacts))).scalars())


def emails_of(session: Session, residents: list[str]) -> list[str]:
    """Return the e-mail addresses of these residents, as they were given and in small letters."""
    persons = _TABLES["residents"]
    found = session.execute(select(persons.c.email).where(persons.c.id.in_(residents))).scalars()
    return sorted({form for email in found if email for form in (email, email.lower())})


def drafts_of(session: Session, residents: list[str]) -> list[str]:
    """Return drafts in which an e-mail address or telephone number of these residents stands; drafts are few."""
    persons, drafts = _TABLES["residents"], _TABLES["request_drafts"]
    rows = session.execute(select(persons.c.email, persons.c.phone).where(persons.c.id.in_(residents)))
    words = {word for row in rows for word in row if word and len(word) >= SHORTEST}
    if not words:
        return []
    text = func.lower(cast(drafts.c.content, String))
    named = or_(*(text.contains(word.lower(), autoescape=True) for word in sorted(words)))
    return list(session.execute(select(drafts.c.id).where(named)).scalars())
