"""Records made of stored rows, a portion at a time: some columns as they are, some worked out, none about a person."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake.models import Contact, ContactItem, Interpretation, RequestHistory, ServiceRequest
from services.intake.records import columns
from services.intake.records.columns import INSTANT

Record = dict[str, Any]
REQUEST, CONTACT, ITEM = ServiceRequest.__table__, Contact.__table__, ContactItem.__table__
MADE = {"changed_at", "closed_at", "referred_to", "promise"}
REQUEST_COLUMNS = [
    REQUEST.c.id, REQUEST.c.updated_at, REQUEST.c.noted_at, REQUEST.c.referral, REQUEST.c.districts,
    *(REQUEST.c[name] for name in columns.REQUESTS if name not in MADE),
]  # fmt: skip
ADDED = {"items", "interpreter_seconds", "logging_department"}
CONTACT_COLUMNS = [
    CONTACT.c.department.label("logging_department"),
    *(CONTACT.c[name] for name in columns.CONTACTS if name not in ADDED),
]
ITEM_COLUMNS = [ITEM.c[name] for name in columns.CONTACT_ITEMS]
NUMBERS = {"items", "interpreter_seconds"}
OVER = ("closed", "referred")


def requests(session: Session, rows: Sequence[Row[Any]]) -> list[Record]:
    """The records of requests."""
    closed = _closings(session, [row.number for row in rows if row.status == "closed"])
    return [_request(row, closed.get(row.number)) for row in rows]


def _closings(session: Session, numbers: list[str]) -> dict[str, datetime]:
    """When these requests were closed, the last time if several."""
    steps = RequestHistory.__table__.c
    query = select(steps.number, func.max(steps.at)).where(steps.number.in_(numbers), steps.status == "closed")
    return {number: _utc(at) for number, at in session.execute(query.group_by(steps.number))}


def _utc(instant: Any) -> Any:
    return clock.as_utc(instant)


def _request(row: Row[Any], closed_at: datetime | None) -> Record:
    record = {name: getattr(row, name) for name in columns.REQUESTS if name not in MADE}
    referral = row.referral if row.status == "referred" and row.referral else {}
    record |= {"changed_at": changed_at(row), "closed_at": closed_at, "referred_to": referral.get("code")}
    record |= {"promise": promise(_utc(row.promised_by), closed_at)}
    return _in_order(columns.REQUESTS, record)


def changed_at(row: Any) -> datetime:
    """When a request has changed last, for residents or for statisticians alone."""
    return max(_utc(at) for at in (row.updated_at, row.noted_at) if at is not None)


def promise(promised_by: datetime | None, closed_at: datetime | None) -> str:
    """What became of a promise: none was made, it is open, it was kept or missed."""
    if promised_by is None:
        return "none"
    if closed_at is None:
        return "open"
    return "kept" if closed_at <= promised_by else "missed"


def contacts(session: Session, rows: Sequence[Row[Any]]) -> list[Record]:
    """The records of contacts, without their items."""
    ids = [row.id for row in rows]
    query = select(ITEM.c.contact_id, func.count()).where(ITEM.c.contact_id.in_(ids)).group_by(ITEM.c.contact_id)
    counted = Counter(dict(session.execute(query).all()))
    spoken = Counter(_interpreters(session, ids))
    made = ({name: getattr(row, name) for name in columns.CONTACTS if name not in NUMBERS} for row in rows)
    return [
        _in_order(columns.CONTACTS, r | {"items": counted[r["id"]], "interpreter_seconds": spoken[r["id"]]})
        for r in made
    ]


def _interpreters(session: Session, ids: list[str]) -> dict[str, int]:
    """How long interpreters spoke in these contacts, in seconds."""
    spoken = Interpretation.__table__.c
    query = select(spoken.contact_id, func.sum(spoken.seconds)).where(spoken.contact_id.in_(ids))
    return dict(session.execute(query.group_by(spoken.contact_id)).all())


def items(session: Session, contact_ids: Sequence[str]) -> list[Record]:
    """The records of what contacts asked, in their order."""
    query = select(*ITEM_COLUMNS).where(ITEM.c.contact_id.in_(contact_ids)).order_by(ITEM.c.contact_id, ITEM.c.position)
    return [dict(row) for row in session.execute(query).mappings()]


def items_by_contact(session: Session, contact_ids: Sequence[str]) -> dict[str, list[Record]]:
    """The same by contact."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in items(session, contact_ids):
        found[record.pop("contact_id")].append(record)
    return found


def _in_order(order: dict[str, str], record: Record) -> Record:
    """The record with its columns in order and its times in UTC."""
    return {name: _utc(record[name]) if kind == INSTANT else record[name] for name, kind in order.items()}


def spread(portions: Iterator[list[Record]]) -> Iterator[Record]:
    """Records one by one."""
    for portion in portions:
        yield from portion
