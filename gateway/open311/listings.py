"""Listings, piece by piece: XML, JSON, CSV and RSS; while one page goes out, memory holds that page alone."""

import csv
import io
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from gateway.open311 import writing
from gateway.open311.asked import Asked
from gateway.open311.filters import DEEPEST, Filters
from gateway.open311.shapes import request
from services.common.cells import quoted
from services.common.contract import Call

A_PIECE = 250
COLUMNS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
)  # fmt: skip
CSV = b"text/csv; charset=utf-8"
RSS = b"application/rss+xml; charset=utf-8"


class Rows:
    """XML or JSON: the same members under a root, or in an array."""

    def __init__(self, asked: Asked, root: str) -> None:
        self.kind = asked.kind
        self.is_json = asked.form == "json"
        self.root = root
        self.callback = asked.callback
        self._any = False

    def begin(self) -> bytes:
        """Return what stands before the first member."""
        if self.is_json:
            return writing.before(self.callback) + b"[" if self.callback else b"["
        return f"{writing.DECLARATION}<{self.root}>".encode()

    def piece(self, items: list[dict[str, Any]]) -> bytes:
        """Return some members."""
        if not self.is_json:
            name = writing.MEMBERS[self.root]
            return "".join(writing.element(str(name), item) for item in items).encode()
        inside = writing.json(items)[1:-1]
        inside = writing.script(inside) if self.callback else inside
        comma = b"," if self._any and inside else b""
        self._any = self._any or bool(inside)
        return comma + inside

    def end(self) -> bytes:
        """Return what stands behind the last member."""
        if self.is_json:
            return b"]" + writing.AFTER if self.callback else b"]"
        return f"</{self.root}>\n".encode()


class Table:
    """CSV with a line of names."""

    kind = CSV

    def begin(self) -> bytes:
        """Return the line of names."""
        return _line(COLUMNS)

    def piece(self, items: list[dict[str, Any]]) -> bytes:
        """Return some lines."""
        return b"".join(_line([_cell(item[name]) for name in COLUMNS]) for item in items)

    def end(self) -> bytes:
        """Return nothing more."""
        return b""


class Feed:
    """RSS 2.0 for readers and maps."""

    kind = RSS

    def __init__(self, url: str) -> None:
        self.url = url

    def begin(self) -> bytes:
        """Return the head of the channel."""
        link = writing.escape(f"{self.url}/requests.xml")
        title = "<title>Service requests</title>"
        words = "<description>Requests to the county, newest first</description>"
        head = '<rss version="2.0" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"><channel>'
        return f"{writing.DECLARATION}{head}{title}<link>{link}</link>{words}".encode()

    def piece(self, items: list[dict[str, Any]]) -> bytes:
        """Return some requests."""
        return "".join(self._item(item) for item in items).encode()

    def _item(self, item: dict[str, Any]) -> str:
        link = f"{self.url}/requests/{item['service_request_id']}.xml"
        where = f" at {item['address']}" if item["address"] else ""
        said = {
            "title": f"{item['service_name']}{where} ({item['status']})",
            "link": link,
            "guid": link,
            "category": item["service_name"],
            "description": item["description"],
            "pubDate": format_datetime(datetime.fromisoformat(item["requested_datetime"])),
            "geo:lat": item["lat"],
            "geo:long": item["long"],
        }
        return writing.element("item", {name: value for name, value in said.items() if value is not None})

    def end(self) -> bytes:
        """Return the end of the channel."""
        return b"</channel></rss>\n"


def _line(cells: Any) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue().encode()


def _cell(value: Any) -> Any:
    return quoted(value) if isinstance(value, str) else value


async def requests(asked: Asked, call: Call, filters: Filters) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield the requests of a listing in pieces of at most 250: the first by what is skipped, the rest by cursor."""
    left = filters.size
    message = filters.message | {"skip": filters.skip}
    if filters.skip > DEEPEST:
        yield []
        return
    while True:
        page = await asked.call("intake", call, message | {"limit": min(left, A_PIECE)})
        yield [request(item, asked.parts.public_url) for item in page["items"]]
        left -= len(page["items"])
        if left <= 0 or not page.get("next"):
            return
        message = filters.message | {"cursor": page["next"]}


async def written(form: Any, pages: AsyncIterator[list[dict[str, Any]]]) -> AsyncIterator[bytes]:
    """Yield the document; its head goes out with the first page, so that a refusal can still be one."""
    head = form.begin()
    async for items in pages:
        yield head + form.piece(items)
        head = b""
    yield head + form.end()


FORMS: dict[str, Callable[[Asked, str], Any]] = {
    "xml": lambda asked, url: Rows(asked, "service_requests"),
    "json": lambda asked, url: Rows(asked, "service_requests"),
    "csv": lambda asked, url: Table(),
    "rss": lambda asked, url: Feed(url),
}
