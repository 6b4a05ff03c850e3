"""Standard replies as they are listed, read and filled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.notify.contract.refusals import StandardReplyNotFound
from services.notify.models import StandardReply
from services.notify.office import Office
from services.notify.replies import wording
from services.notify.replies.keeping import APPROVED, unframed

MOST_VERSIONS = 50
PLAIN = (
    "code", "version", "state", "use", "close_code", "department", "valid_from", "valid_until", "drafted_by",
    "approved_by",
)  # fmt: skip


def page(session: Session, wanted: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return replies that may be used today, or with `state` others, in the order of their codes."""
    query = _fitting(select(StandardReply).where(StandardReply.state == wanted["state"]), wanted)
    if wanted["state"] == APPROVED:
        begun = or_(StandardReply.valid_from.is_(None), StandardReply.valid_from <= today)
        going_on = or_(StandardReply.valid_until.is_(None), StandardReply.valid_until >= today)
        query = query.where(begun, going_on)
    if wanted["cursor"]:
        query = query.where(StandardReply.code > wanted["cursor"])
    rows = session.execute(query.order_by(StandardReply.code).limit(wanted["limit"] + 1)).scalars().all()
    shown = rows[: wanted["limit"]]
    items = [in_language(row, wanted["language"]) for row in shown]
    return {"items": items, "next": shown[-1].code if len(rows) > len(shown) else None}


def _fitting(query: Select[tuple[StandardReply]], wanted: Mapping[str, Any]) -> Select[tuple[StandardReply]]:
    """Keep what is for this use, and for this service type and department or for all."""
    for name in ("use", "close_code"):
        if wanted[name]:
            query = query.where(getattr(StandardReply, name) == wanted[name])
    if wanted["service"]:
        mine = StandardReply.services.contains(f",{wanted['service']},")
        query = query.where(or_(StandardReply.services.is_(None), mine))
    if wanted["department"]:
        own = StandardReply.department == wanted["department"]
        query = query.where(or_(StandardReply.department.is_(None), own))
    return query


def in_language(row: StandardReply, wanted: str | None) -> dict[str, Any]:
    """Return a reply in one language; `languages` names those that it has."""
    language = wording.choose(row.texts, wanted)
    said = {"title": row.texts[language]["title"], "text": row.texts[language]["text"], "language": language}
    return _plain(row) | said | {"languages": sorted(row.texts)}


def whole(row: StandardReply) -> dict[str, Any]:
    """Return a version of a reply in all of its languages."""
    times = {name: clock.as_utc(getattr(row, name)) for name in ("drafted_at", "approved_at", "ended_at")}
    return _plain(row) | {"texts": row.texts} | times


def _plain(row: StandardReply) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PLAIN} | {"services": unframed(row.services)}


def versions(session: Session, code: str, with_drafts: bool) -> list[dict[str, Any]]:
    """Return the versions of a reply, newest first; drafts to those who write them."""
    query = select(StandardReply).where(StandardReply.code == code).order_by(StandardReply.version.desc())
    if not with_drafts:
        query = query.where(StandardReply.state == APPROVED)
    rows = session.execute(query.limit(MOST_VERSIONS)).scalars().all()
    if not rows:
        raise StandardReplyNotFound()
    return [whole(row) for row in rows]


def fill(
    session: Session, office: Office, wanted: Mapping[str, Any], facts: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return an approved reply as the resident of a request reads it, in that resident's language where it has it."""
    query = select(StandardReply).where(StandardReply.code == wanted["code"], StandardReply.state == APPROVED)
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        raise StandardReplyNotFound()
    asked = wanted["language"] or (facts or {}).get("language")
    language = wording.choose(row.texts, asked)
    text = wording.fill(row.texts[language]["text"], office, facts, language)
    is_fallback = bool(asked) and language != (asked or "").replace("_", "-").split("-")[0].lower()
    said = {"code": row.code, "version": row.version, "use": row.use, "close_code": row.close_code}
    return said | {"text": text, "language": language, "fallback": is_fallback}
