"""Closing days: what belongs to a day is written once into files; what changes later goes into files of corrections.

A day's files hold everything up to `as_of`; the corrections beside those of a later day hold what belongs to days that
were closed before and has changed between the two. So all files together, newest row first, are what is stored.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import false, func, insert, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.blobs import Blobs
from services.common.database import Store
from services.intake.models import RecordFile
from services.intake.records import columns, open_data, rows, totals, writing
from services.intake.records.counting import has_turn
from services.intake.records.due import due_days
from services.intake.records.kinds import CONTACTS, REQUESTS, SCHEMA_VERSION, Kind, county_zone, settled, span
from services.intake.records.rows import Record

PORTION = 1_000
FILES = RecordFile.__table__
Portions = Callable[[], Iterator[list[Record]]]


@dataclass(frozen=True)
class Part:
    """What one set of files holds: rows of a day, or those of earlier days that have changed in a span of time."""

    name: str
    start: datetime
    end: datetime
    changed_after: datetime | None
    as_of: datetime

    def passes(self, kind: Kind) -> list[tuple[Any, list[Any]]]:
        """By which column rows are read, that of an index, and what they have to meet; each row in one pass."""
        within = [kind.table.c.drill == false(), *kind.stands_since(self.as_of), kind.at < self.end]
        if self.changed_after is None:
            return [(kind.at, [*within, kind.at >= self.start])]
        return [
            (change, [*within, change >= self.changed_after, change < self.as_of, *kind.is_last(change)])
            for change in kind.changes
        ]


class Closing:
    """Writes the files of days that are over."""

    def __init__(self, store: Store, blobs: Blobs, names: open_data.Names, zone: ZoneInfo | None = None) -> None:
        self.store, self.blobs, self.names = store, blobs, names
        self.zone = zone or county_zone()

    def due(self) -> list[date]:
        """The days that are over and have no files yet, oldest first."""
        return due_days(self.store, self.zone)

    def close(self, day: date) -> list[dict[str, Any]]:
        """Write a day's files and note them all at once; returns what was noted, nothing when another was faster."""
        as_of = settled()
        parts = self._parts(day, as_of)
        made = [file for part in parts for file in self._write(part)]
        made.append(self._totals(day, as_of, made))
        noted = [file | {"day": day, "as_of": as_of, "written_at": clock.now()} for file in made]
        with self.store.transaction() as session:
            known = session.execute(select(FILES.c.id).where(FILES.c.day == day).limit(1)).scalar()
            if known is not None or not has_turn(session):
                return []
            session.execute(insert(FILES), noted)
        return noted

    def _parts(self, day: date, as_of: datetime) -> list[Part]:
        start, end = span(day, day, self.zone)
        with self.store.reading() as session:
            before = clock.as_utc(session.execute(select(func.max(FILES.c.as_of))).scalar())
        parts = [Part("day", start, end, None, as_of)]
        return parts if before is None else [*parts, Part("corrections", start, start, before, as_of)]

    def _write(self, part: Part) -> Iterator[dict[str, Any]]:
        """The files of a part; those of corrections without rows are left out."""
        for kind, portions in self._kinds(part).items():
            for form in ("parquet", "csv"):
                file = self._file(part, kind, form, portions)
                if file["rows"] or part.name == "day":
                    yield file

    def _kinds(self, part: Part) -> dict[str, Portions]:
        return {
            "requests": lambda: self._requests(part),
            "contacts": lambda: self._portions(part, CONTACTS, rows.CONTACT_COLUMNS, rows.contacts),
            "contact_items": lambda: self._portions(part, CONTACTS, [CONTACTS.id], _items),
            "open_data": lambda: self._published(part),
        }

    def _file(self, part: Part, kind: str, form: str, portions: Portions) -> dict[str, Any]:
        path = self.blobs.make_incoming()
        records = rows.spread(portions())
        wanted = columns.FILES[kind]
        if form == "csv":
            count = writing.write_csv(path, wanted, records)
        else:
            said = {"hub311.schema_version": str(SCHEMA_VERSION), "hub311.kind": kind, "hub311.part": part.name}
            count = writing.write_parquet(path, wanted, records, said)
        return self._kept(path, kind, part.name, form) | {"rows": count}

    def _kept(self, path: Path, kind: str, part: str, form: str) -> dict[str, Any]:
        size = path.stat().st_size
        said = {"kind": kind, "part": part, "format": form, "schema_version": SCHEMA_VERSION, "bytes": size}
        return said | {"sha256": self.blobs.keep(path)}

    def _requests(self, part: Part) -> Iterator[list[Record]]:
        return self._portions(part, REQUESTS, rows.REQUEST_COLUMNS, rows.requests)

    def _published(self, part: Part) -> Iterator[list[Record]]:
        """Requests of types that are not private, as everybody may have them."""

        def publish(session: Session, found: Sequence[Any]) -> list[Record]:
            public = [row for row in found if self.names.is_public(row.service_code)]
            records = rows.requests(session, public)
            places = [row.districts for row in public]
            return [open_data.publish(r, p, self.names) for r, p in zip(records, places, strict=True)]

        return self._portions(part, REQUESTS, rows.REQUEST_COLUMNS, publish)

    def _portions(self, part: Part, kind: Kind, wanted: list[Any], make: Any) -> Iterator[list[Record]]:
        """Records a portion at a time, each in a reading of its own."""
        for by, conditions in part.passes(kind):
            query = select(*wanted, by.label("o0"), kind.id.label("o1")).where(*conditions)
            query, last = query.order_by(by, kind.id).limit(PORTION), None
            while last is None or len(last) == PORTION:
                following = query if last is None else query.where(_after(by, kind.id, last[-1]))
                with self.store.reading() as session:
                    last = session.execute(following).all()
                    made = make(session, last)
                yield made

    def _totals(self, day: date, as_of: datetime, made: list[dict[str, Any]]) -> dict[str, Any]:
        """A file that says what the day's files hold, and counts the same from what is stored."""
        with self.store.reading() as session:
            counted = totals.count(session, day, day, as_of)
        named = ("kind", "part", "format", "rows", "bytes", "sha256")
        said = counted | {"files": [{name: file[name] for name in named} for file in made]}
        path = self.blobs.make_incoming()
        path.write_text(json.dumps(said, indent=1, sort_keys=True, default=str) + "\n")
        return self._kept(path, "totals", "day", "json") | {"rows": len(made)}


def _after(at: Any, row_id: Any, row: Any) -> Any:
    return (at > row.o0) | ((at == row.o0) & (row_id > row.o1))


def _items(session: Session, found: Sequence[Any]) -> list[Record]:
    return rows.items(session, [row.id for row in found])
