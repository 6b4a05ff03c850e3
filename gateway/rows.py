"""Places as lines of JSON or rows of a table, read and checked before anything is asked."""

import asyncio
import csv
import io
from collections.abc import Iterator
from typing import Any

from gateway import bodies
from gateway.bodies import NotJson
from services.common.contract import load
from services.common.errors import InvalidInput, MalformedInput, Refusal
from services.geo.contract.batches import BatchPlace, is_plain_point
from services.geo.contract.lines import MOST_LINES

MOST_BYTES = 4 * 1_048_576
MOST_FAULTS = 100  # told of one batch
ROWS_A_TURN = 100  # then others get their turn: about two milliseconds
JSON_LINES = ("application/x-ndjson", "application/jsonl", "application/json")
CSV = "text/csv"
MEMBERS = ("id", "lat", "long", "address", "address_id")
ALSO = {"lon": "long", "lng": "long", "latitude": "lat", "longitude": "long"}
NUMBERS = ("lat", "long")

Row = tuple[int, dict[str, Any]]  # the number of the line, and its place


class TooManyPlaces(Refusal):
    """A batch has at most 10,000 places."""

    status = 413


class NoLines(NotJson):
    """Send application/x-ndjson or text/csv in UTF-8, without a content encoding."""


async def read_places(body: bytes, content_type: str, encoding: str) -> list[dict[str, Any]]:
    """The places of a batch, each with an id; refusals name lines that make no sense, by pointer and by number."""
    media, _, parameters = content_type.partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    if charset not in ("", "charset=utf-8") or encoding not in ("", "identity"):
        raise NoLines()
    places: list[dict[str, Any]] = []
    faults: list[dict[str, Any]] = []
    for line, row in _rows(body, media.strip().lower()):
        if len(places) == MOST_LINES:
            raise TooManyPlaces()
        places.append(_place(line, row))
        if len(faults) < MOST_FAULTS:
            faults += _faults(len(places) - 1, line, places[-1])
        if len(places) % ROWS_A_TURN == 0:
            await asyncio.sleep(0)
    if faults:
        raise InvalidInput(errors=faults)
    return places


def _rows(body: bytes, media: str) -> Iterator[Row]:
    if media in JSON_LINES:
        return _json_rows(body)
    if media == CSV:
        return _table_rows(body)
    raise NoLines()


def _json_rows(body: bytes) -> Iterator[Row]:
    for number, line in enumerate(body.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, bodies.read_object(line)
        except MalformedInput as refusal:
            raise MalformedInput(f"Line {number}: {refusal.detail}") from refusal


def _table_rows(body: bytes) -> Iterator[Row]:
    try:
        table = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        names = {name: _member(name) for name in table.fieldnames or ()}
        if not {*NUMBERS} <= {*names.values()} and "address" not in names.values():
            raise MalformedInput("The first line must name the columns: lat and long, or address; id is welcome.")
        for row in table:
            yield table.line_num, _cells(row, names)
    except (UnicodeDecodeError, csv.Error) as error:
        raise MalformedInput(f"The table cannot be read: {error}.") from error


def _member(column: str) -> str:
    plain = column.strip().lower()
    return ALSO.get(plain, plain)


def _cells(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """The cells that say something of the place; columns of the client's own are passed over."""
    said = {names[column]: (cell or "").strip() for column, cell in row.items() if names.get(column) in MEMBERS}
    return {member: _number(cell) if member in NUMBERS else cell for member, cell in said.items() if cell}


def _number(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell


def _place(line: int, row: dict[str, Any]) -> dict[str, Any]:
    code = row.get("id")
    whole = isinstance(code, int) and not isinstance(code, bool)
    place = {**row, "id": str(line if code is None else code) if whole or code is None else code}
    for name in NUMBERS:
        if type(place.get(name)) is int:
            place[name] = float(place[name])
    return place


def _faults(index: int, line: int, place: dict[str, Any]) -> list[dict[str, Any]]:
    if is_plain_point(place):
        return []
    try:
        load(BatchPlace, place)
    except InvalidInput as refusal:
        return [{**fault, "pointer": f"/{index}{fault['pointer']}", "line": line} for fault in refusal.errors]
    if ("lat" in place) != ("long" in place) or not place.keys() & {"lat", "address", "address_id"}:
        told = "A place has lat and long, an address or an address_id."
        return [{"pointer": f"/{index}", "detail": told, "line": line}]
    return []
