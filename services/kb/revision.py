"""The number by which every replica sees that something that can be found has changed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.statements import upsert
from services.kb.models import Revision

ONLY = 1


def next_revision(session: Session) -> int:
    """Raise the number by one and return it; holds the row, so that numbers become visible in their order."""
    insert = upsert(session, Revision.__table__).values(id=ONLY, number=1)
    statement = insert.on_conflict_do_update(index_elements=["id"], set_={"number": Revision.number + 1})
    return session.execute(statement.returning(Revision.number)).scalar_one()


def current_revision(session: Session) -> int:
    """The number now; 0 before the first change."""
    return session.execute(select(Revision.number).where(Revision.id == ONLY)).scalar() or 0
