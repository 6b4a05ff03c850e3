"""A route whose body is one thing, a list of them, or a table with a thing in each row."""

import csv
import io
from typing import Any

from marshmallow import fields

from gateway import bodies
from gateway.bodies import NotJson
from gateway.exchange import Exchange
from gateway.operation import Operation
from gateway.parameters import converter_for
from services.common.errors import MalformedInput

TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")


class NeitherListNorTable(NotJson):
    """Send application/json or text/csv in UTF-8, without a content encoding."""


class Listed(Operation):
    """Whatever form it comes in, the call gets a list; `route.listed` names the member."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        listed: Any = self.call.request().fields[self.route.listed]
        self.members: dict[str, fields.Field] = listed.inner.schema.fields

    async def _body(self, exchange: Exchange) -> dict[str, Any]:
        media, encoding = exchange.header(b"content-type"), exchange.header(b"content-encoding")
        is_table = media.partition(";")[0].strip().lower() == "text/csv"
        if is_table and encoding not in ("", "identity"):
            raise NeitherListNorTable()
        if not is_table:
            bodies.check_media_type(media, encoding)
        body = await bodies.receive_all(exchange.receive, exchange.header(b"content-length"))
        return self._table(body) if is_table else self._json(body)

    def _json(self, body: bytes) -> dict[str, Any]:
        value = bodies.read_json(body)
        if isinstance(value, dict) and self.route.listed in value:
            return value
        things = value if isinstance(value, list) else [value]
        if not all(isinstance(thing, dict) for thing in things):
            raise MalformedInput("The body must be a JSON object or a list of them.")
        return {self.route.listed: things}

    def _table(self, body: bytes) -> dict[str, Any]:
        """Read a table; an empty cell says nothing, a column that no member has is refused by the schema."""
        try:
            table = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
            rows = [self._row(row, table.line_num) for row in table]
        except (UnicodeDecodeError, csv.Error) as error:
            raise MalformedInput(f"The table cannot be read: {error}.") from error
        return {self.route.listed: rows}

    def _row(self, row: dict[Any, Any], line: int) -> dict[str, Any]:
        if None in row:
            raise MalformedInput(f"Line {line} has more cells than the first line has columns.")
        said = {column.strip(): (cell or "").strip() for column, cell in row.items()}
        return {column: self._value(column, cell) for column, cell in said.items() if cell}

    def _value(self, column: str, cell: str) -> Any:
        member = self.members.get(column)
        if isinstance(member, fields.Boolean) and cell.lower() in TRUE + FALSE:
            return cell.lower() in TRUE
        convert = converter_for(member)
        return convert(cell) if convert else cell
