"""The words of requests in one spelling, kept behind the requests: no create and no event pays for a search."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text, tuple_, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.database import Store
from services.intake.models import RequestSearch, ServiceRequest
from services.intake.people.names import fold

AT_ONCE = 500
PORTIONS_OF_A_SEARCH = 4
# A transaction that began earlier may end later: what changed shortly before the newest known is looked at again.
OVERLAP = timedelta(seconds=2)
MOST_SIGNS = 8000
OVER = ("closed", "referred")
FACETS = ("area", "channel", "language")
KEPT, REQUESTS = RequestSearch.__table__, ServiceRequest.__table__
_TEXTS = ("description", "address", "place_text", "close_text")
_READ = select(
    *(REQUESTS.c[name] for name in ("id", "status", "promised_by", "updated_at", "answers", *FACETS, *_TEXTS))
).order_by(REQUESTS.c.updated_at, REQUESTS.c.id)
_LIKE_FACETS = tuple(f"{name}0" for name in FACETS)
_WORDS = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters without accents."""
    return _WORDS.findall(fold(text))


def facet(name: str, value: str) -> str:
    """Return the word that stands for a facet."""
    return f"{name}0{''.join(words_of(value))}"


def document(row: Any) -> str:
    """Return what is looked for in a request: its words, its answers, its facets."""
    said = [getattr(row, name) for name in _TEXTS] + list(_texts(row.answers))
    words = " ".join(_written(" ".join(text for text in said if text)))[:MOST_SIGNS]
    facets = [facet(name, getattr(row, name)) for name in FACETS if getattr(row, name)]
    return " ".join([words, *facets])


def _written(text: str) -> Iterable[str]:
    """Leave out what somebody wrote to look like a facet."""
    return (word for word in words_of(text) if not word.startswith(_LIKE_FACETS))


def _texts(answers: Mapping[str, Any] | None) -> Iterable[str]:
    for value in (answers or {}).values():
        yield from (str(one) for one in (value if isinstance(value, list) else [value]) if one is not None)


class Words:
    """Keeps what is searched up to the requests' last change."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._busy = False

    def catch_up(self, portions: int = PORTIONS_OF_A_SEARCH) -> int:
        """Read what has changed, in portions of a transaction each; return how many requests were written anew."""
        if self._busy:
            return 0
        self._busy = True
        try:
            return self._read_on(portions)
        finally:
            self._busy = False

    def _read_on(self, portions: int) -> int:
        after, written = None, 0
        for _ in range(portions):
            with self.store.transaction() as session:
                rows = _changed(session, after or _mark(session))
                written += _keep(session, rows)
            if len(rows) < AT_ONCE:
                break
            after = (rows[-1].updated_at, rows[-1].id)
        return written


def forget(session: Session, ids: Sequence[int]) -> None:
    """Take requests out of what is searched; no word of theirs stays, not even in a part of the index not merged yet.

    They come back with what they then say when they change again.
    """
    session.execute(delete(KEPT).where(KEPT.c.id.in_(ids)))
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO request_search_fts(request_search_fts) VALUES ('optimize')"))


def _mark(session: Session) -> tuple[datetime, int] | None:
    newest = clock.as_utc(session.execute(select(func.max(KEPT.c.updated_at))).scalar())
    return (newest - OVERLAP, 0) if newest else None


def _changed(session: Session, after: tuple[datetime, int] | None) -> Sequence[Row[Any]]:
    query = _READ if after is None else _READ.where(tuple_(REQUESTS.c.updated_at, REQUESTS.c.id) > tuple_(*after))
    return session.execute(query.limit(AT_ONCE)).all()


def _keep(session: Session, rows: Sequence[Row[Any]]) -> int:
    """Write what is not there as it should be."""
    query = select(KEPT).where(KEPT.c.id.in_([row.id for row in rows]))
    known = {row.id: row for row in session.execute(query)}
    fresh, changed = [], []
    for row in rows:
        wanted = _row(row)
        if row.id not in known:
            fresh.append(wanted)
        elif any(getattr(known[row.id], name) != value for name, value in wanted.items()):
            changed.append(wanted)
    if fresh:
        session.execute(insert(KEPT), fresh)
    if changed:
        session.execute(update(RequestSearch), changed)
    return len(fresh) + len(changed)


def _row(row: Row[Any]) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in ("id", "promised_by", "updated_at")}
    return kept | {"words": document(row), "open": row.status not in OVER}
