"""Forms with photos: parts are told apart as they come, files go to disk, and a form that is too large is refused."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from gateway.bodies import ClientLeft
from gateway.exchange import Exchange
from gateway.forms import FileTooLarge
from services.common.cleaning.kinds import MOST_BYTES
from services.common.errors import MalformedInput

MOST_FILES = 5
MOST_FIELD_BYTES = 131_072  # all fields and the headers of all parts together
MOST_FORM_BYTES = MOST_FILES * MOST_BYTES + MOST_FIELD_BYTES
PHOTO = re.compile(rb"media(\[\d*\])?|photo\d?")


class PhotoForm:
    """A form that is being read: `fields` as they came, `photos` where the files lie; `place` makes a new path."""

    def __init__(self, content_type: str, place: Callable[[], Path]) -> None:
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if not boundary or len(boundary) > 70:
            raise MalformedInput("A form of type multipart/form-data names its boundary.")
        self.fields: list[tuple[bytes, bytes]] = []
        self.photos: list[Path] = []
        self.ended = False
        self._place = place
        self._file: BinaryIO | None = None
        self._size = self._held = 0
        self._header = self._value = self._name = b""
        self._is_file = False
        self._parser = MultipartParser(boundary, {
            "on_part_begin": self._begin_part,
            "on_header_begin": self._begin_header,
            "on_header_field": self._take_header,
            "on_header_value": self._take_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._take_data,
            "on_part_end": self.close,
            "on_end": self._end,
        })  # fmt: skip

    def take(self, piece: bytes) -> None:
        """Take a piece of the body."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise MalformedInput("The form cannot be read.") from error

    def close(self) -> None:
        """End a part; a file without bytes is one that was not chosen."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        if not self._size:
            self.photos.pop()

    def _begin_part(self) -> None:
        self._name, self._is_file, self._size = b"", False, 0

    def _begin_header(self) -> None:
        self._header = self._value = b""

    def _take_header(self, data: bytes, start: int, end: int) -> None:
        self._hold(end - start)
        self._header += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        self._hold(end - start)
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._name, self._is_file = options.get(b"name", b""), b"filename" in options

    def _open(self) -> None:
        if not self._is_file:
            self.fields.append((self._name, b""))
            return
        if not PHOTO.fullmatch(self._name):
            raise MalformedInput("A photo is sent as media.")
        if len(self.photos) == MOST_FILES:
            raise MalformedInput(f"At most {MOST_FILES} photos are taken.")
        self.photos.append(self._place())
        self._file = open(self.photos[-1], "xb", opener=_private)  # noqa: SIM115 - closed when the part ends

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._hold(end - start)
            name, value = self.fields[-1]
            self.fields[-1] = name, value + data[start:end]
            return
        self._size += end - start
        if self._size > MOST_BYTES:
            raise FileTooLarge()
        self._file.write(data[start:end])

    def _hold(self, size: int) -> None:
        self._held += size
        if self._held > MOST_FIELD_BYTES:
            raise MalformedInput("The form has too many or too long fields.")

    def _end(self) -> None:
        self.ended = True


async def receive(exchange: Exchange, place: Callable[[], Path]) -> tuple[list[tuple[str, str]], list[Path]]:
    """Return the fields and photos of a form; FileTooLarge as soon as that is known."""
    length = exchange.header(b"content-length")
    if len(length) > 9 or (length.isdigit() and int(length) > MOST_FORM_BYTES):
        raise FileTooLarge()
    form = PhotoForm(exchange.header(b"content-type"), place)
    try:
        await _take_all(exchange.receive, form)
    finally:
        form.close()
    if not form.ended:
        raise MalformedInput("The form ends too early.")
    try:
        return [(name.decode(), value.decode()) for name, value in form.fields], form.photos
    except UnicodeDecodeError as error:
        raise MalformedInput("The form is not UTF-8.") from error


async def _take_all(receive: Any, form: PhotoForm) -> None:
    received, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        piece = message.get("body", b"")
        received += len(piece)
        if received > MOST_FORM_BYTES:
            raise FileTooLarge()
        form.take(piece)
        more = message.get("more_body", False)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
