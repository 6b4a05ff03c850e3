"""The chain: every few seconds what was written since the last seal is summed with the seal before it."""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, func, insert, select, text
from sqlalchemy.orm import Session

from services.common import clock
from services.common.tables import RowNumber

LOCK = 311_312
MOST = 5000  # rows of a table in a seal
_metadata = MetaData()
SEALS = Table(
    "audit_seals",
    _metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("marks", String(255), nullable=False),
    Column("entries", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)


@dataclass(frozen=True)
class Sealed:
    """A table that only grows, and those of its columns that are summed: what an erasure empties is not among them.

    `later`: columns that came when rows were sealed already; they are summed where they hold something.
    """

    table: Table
    columns: tuple[str, ...]
    later: tuple[str, ...] = ()

    def rows(self, session: Session, after: int, until: int) -> list[list[Any]]:
        """Return the rows between two marks, as they are summed."""
        table, columns = self.table, [self.table.c[name] for name in ("id", *self.columns, *self.later)]
        query = select(*columns).where(table.c.id > after, table.c.id <= until).order_by(table.c.id)
        return [self._sum(row) for row in session.execute(query)]

    def _sum(self, row: Any) -> list[Any]:
        always = 1 + len(self.columns)
        return [_plain(value) for place, value in enumerate(row) if place < always or value is not None]


def _plain(value: Any) -> Any:
    return clock.instant_text(clock.as_utc(value)) if hasattr(value, "isoformat") else value  # type: ignore[arg-type]


@dataclass
class Sealer:
    """Seals one database; of several processes one at a time.

    On PostgreSQL a row with a lower number may be committed after one with a higher: up to a mark is sealed only when
    every transaction has ended that ran when the mark was seen.
    """

    key: bytes
    tables: tuple[Sealed, ...]
    seen: list[tuple[int, list[int]]] = field(default_factory=list)

    def seal(self, session: Session) -> int:
        """Seal what may be sealed; return how many rows that were."""
        if not _is_alone(session):
            return 0
        marks = self._settled(session)
        if marks is None:
            return 0
        last = session.execute(select(SEALS).order_by(SEALS.c.id.desc()).limit(1)).first()
        if last is None:
            # What was there before the first seal is not vouched for: the chain begins behind it.
            self._write(session, marks, 0, _digest(self.key, "", []))
            return 0
        before = orjson.loads(last.marks)
        upto = [min(mark, start + MOST) for mark, start in zip(marks, before, strict=True)]
        rows = self.rows(session, before, upto)
        if rows:
            self._write(session, upto, len(rows), _digest(self.key, last.digest, rows))
        return len(rows)

    def rows(self, session: Session, after: Sequence[int], until: Sequence[int]) -> list[list[Any]]:
        """Return what stands between the marks of two seals."""
        spans = zip(self.tables, after, until, strict=True)
        return [[sealed.table.name, *row] for sealed, a, b in spans for row in sealed.rows(session, a, b)]

    def _write(self, session: Session, marks: list[int], entries: int, digest: str) -> None:
        row = {"at": clock.now(), "marks": orjson.dumps(marks).decode(), "entries": entries, "digest": digest}
        session.execute(insert(SEALS), [row])

    def _settled(self, session: Session) -> list[int] | None:
        marks = [session.execute(select(func.max(s.table.c.id))).scalar() or 0 for s in self.tables]
        if session.get_bind().dialect.name != "postgresql":
            return marks
        now = "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() s"
        oldest, following = session.execute(text(now)).one()
        over = [seen for after, seen in self.seen if after <= oldest]
        self.seen = [(after, seen) for after, seen in self.seen if after > oldest] + [(following, marks)]
        return over[-1] if over else None

    def check(self, session: Session) -> Iterator[tuple[Any, bool]]:
        """Yield each seal, oldest first, and whether what it vouches for is still as it was."""
        before, digest = None, ""
        for seal in session.execute(select(SEALS).order_by(SEALS.c.id)).all():
            marks = orjson.loads(seal.marks)
            rows = self.rows(session, before, marks) if before is not None else []
            yield seal, hmac.compare_digest(_digest(self.key, digest, rows), seal.digest)
            before, digest = marks, seal.digest


def _digest(key: bytes, before: str, rows: list[list[Any]]) -> str:
    return hmac.new(key, before.encode() + orjson.dumps(rows), hashlib.sha256).hexdigest()


def _is_alone(session: Session) -> bool:
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.execute(text(f"SELECT pg_try_advisory_xact_lock({LOCK})")).scalar_one())


def unsealed_seconds(session: Session, sealed: Sealed, place: int) -> float:
    """Return the age of the oldest row of a table that no seal vouches for, 0 when there is none."""
    last = session.execute(select(SEALS.c.marks).order_by(SEALS.c.id.desc()).limit(1)).scalar()
    mark = orjson.loads(last)[place] if last else 0
    at = session.execute(select(func.min(sealed.table.c.at)).where(sealed.table.c.id > mark)).scalar()
    return max(0.0, (clock.now() - clock.as_utc(at)).total_seconds()) if at else 0.0  # type: ignore[operator]
