"""The files of closed days: listed, and found to be sent."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import InvalidInput
from services.intake.contract.refusals import RecordFileNotFound
from services.intake.models import RecordFile

OPEN_DATA = "open_data"
MEDIA_TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv", "json": "application/json"}
SHOWN = ("id", "day", "kind", "part", "format", "schema_version", "rows", "bytes", "sha256")


def find(session: Session, wanted: dict[str, Any], kind: str | None) -> dict[str, Any]:
    """A page of files, of a kind if one is named."""
    query = select(RecordFile)
    if kind:
        query = query.where(RecordFile.kind == kind)
    if wanted["day"]:
        query = query.where(RecordFile.day == wanted["day"])
    if wanted["cursor"]:
        query = query.where(RecordFile.id < _after(wanted["cursor"]))
    found = session.execute(query.order_by(RecordFile.id.desc()).limit(wanted["limit"] + 1)).scalars().all()
    page = found[: wanted["limit"]]
    return {"items": [_view(row) for row in page], "next": str(page[-1].id) if len(found) > len(page) else None}


def _view(row: RecordFile) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SHOWN} | {"as_of": clock.as_utc(row.as_of)}


def _after(cursor: str) -> int:
    if not cursor.isascii() or not cursor.isdecimal() or not 0 < int(cursor) < 2**63:
        raise InvalidInput(errors=[{"pointer": "/cursor", "detail": "Not a cursor of this list."}])
    return int(cursor)


def locate(session: Session, file_id: int, kind: str | None) -> dict[str, Any]:
    """Where the bytes of a file are; RecordFileNotFound when there is none, or it is of another kind."""
    row = session.get(RecordFile, file_id)
    if row is None or (kind and row.kind != kind):
        raise RecordFileNotFound()
    name = "-".join((row.day.isoformat(), row.kind.replace("_", "-"), *(["corrections"] * (row.part != "day"))))
    return {"sha256": row.sha256, "media_type": MEDIA_TYPES[row.format], "file_name": f"{name}.{row.format}"}
