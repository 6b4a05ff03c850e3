"""Questions that found nothing: counted, listed for those who write articles, closed when something answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common.envelope import Event
from services.common.ids import uuid7
from services.common.outbox import say
from services.common.statements import upsert
from services.kb.models import Gap

MOST_OPEN = 20_000  # a flood of nonsense must not fill the disk
OPEN, CLOSED = "open", "closed"


def count_gap(session: Session, text: str, language: str, moment: datetime) -> None:
    """Count a normalised question that found nothing; the first time, or after a closing, its gap opens."""
    gap = _find_gap(session, text, language) or _begin_gap(session, text, language, moment)
    if gap is None:
        return
    gap.times, gap.last_at = gap.times + 1, moment
    if gap.state == CLOSED:
        gap.state, gap.closed_at, gap.closed_by_kind, gap.closed_by_id = OPEN, None, None, None
        say(session, [Event("gap_opened", gap.id, _data(gap))])
    session.flush()


def _begin_gap(session: Session, text: str, language: str, moment: datetime) -> Gap | None:
    """A gap that has not come yet; None when too many are open. Another replica may have begun it meanwhile."""
    if count_open(session) >= MOST_OPEN:
        return None
    insert = upsert(session, Gap.__table__).on_conflict_do_nothing(index_elements=["text", "language"])
    fresh = {"id": uuid7(), "text": text, "language": language, "state": CLOSED, "times": 0}
    session.execute(insert.values(**fresh, first_at=moment, last_at=moment))
    return _find_gap(session, text, language)


def _find_gap(session: Session, text: str, language: str) -> Gap | None:
    known = select(Gap).where(Gap.text == text, Gap.language == language).with_for_update()
    return session.execute(known).scalar_one_or_none()


def count_open(session: Session) -> int:
    """How many gaps are open."""
    return session.execute(select(func.count()).where(Gap.state == OPEN)).scalar_one()


def open_gaps(session: Session) -> list[tuple[str, str, str]]:
    """The open gaps as (id, text, language), for asking them again."""
    query = select(Gap.id, Gap.text, Gap.language).where(Gap.state == OPEN).order_by(Gap.times.desc())
    return [(gap_id, text, language) for gap_id, text, language in session.execute(query)]


def close_gap(session: Session, gap_id: str, found: tuple[str, str], moment: datetime) -> bool:
    """Close a gap that `found`, (kind, id), answers now; False when it is closed already."""
    gap = session.get(Gap, gap_id, with_for_update=True)
    if gap is None or gap.state == CLOSED:
        return False
    gap.state, gap.closed_at = CLOSED, moment
    gap.closed_by_kind, gap.closed_by_id = found
    say(session, [Event("gap_closed", gap.id, _data(gap) | {"kind": found[0], "answer_id": found[1]})])
    return True


def list_gaps(session: Session, wanted: dict[str, Any]) -> list[Gap]:
    """The gaps of a state and language from an offset on, the most frequent first, one more than the limit."""
    query = select(Gap).where(Gap.state == wanted["state"])
    if wanted["language"]:
        query = query.where(Gap.language == wanted["language"])
    query = query.order_by(Gap.times.desc(), Gap.last_at.desc(), Gap.id)
    return list(session.execute(query.offset(wanted["offset"]).limit(wanted["limit"] + 1)).scalars())


def _data(gap: Gap) -> dict[str, Any]:
    return {"gap_id": gap.id, "language": gap.language, "times": gap.times}
