"""Forms with photos: fields are kept as they came, files go to disk, and a form that is too large is refused."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from gateway.exchange import Exchange
from gateway.multipart import FileTooLarge, Form, find_boundary, open_privately, take_all
from services.common.cleaning.kinds import MOST_BYTES
from services.common.errors import MalformedInput

MOST_FILES = 5
MOST_FIELD_BYTES = 131_072  # all fields and the headers of all parts together
MOST_FORM_BYTES = MOST_FILES * MOST_BYTES + MOST_FIELD_BYTES
PHOTO = re.compile(rb"media(\[\d*\])?|photo\d?")


class PhotoForm(Form):
    """A form that is being read: `fields` as they came, `photos` where the files lie; `place` makes a new path."""

    def __init__(self, boundary: bytes, place: Callable[[], Path]) -> None:
        super().__init__(boundary)
        self.fields: list[tuple[bytes, bytes]] = []
        self.photos: list[Path] = []
        self._place = place
        self._file: BinaryIO | None = None
        self._size = self._held = 0

    def begin_part(self, name: bytes, is_file: bool) -> None:
        """Begin a field, or a photo with a file of its own."""
        if not is_file:
            self.fields.append((name, b""))
            return
        if not PHOTO.fullmatch(name):
            raise MalformedInput("A photo is sent as media.")
        if len(self.photos) == MOST_FILES:
            raise MalformedInput(f"At most {MOST_FILES} photos are taken.")
        self.photos.append(self._place())
        self._size = 0
        self._file = open(self.photos[-1], "xb", opener=open_privately)  # noqa: SIM115 - closed when the part ends

    def take_data(self, data: bytes) -> None:
        """Keep a field's bytes, write a photo's."""
        if self._file is None:
            self.count_header(len(data))
            name, value = self.fields[-1]
            self.fields[-1] = name, value + data
            return
        self._size += len(data)
        if self._size > MOST_BYTES:
            raise FileTooLarge()
        self._file.write(data)

    def end_part(self) -> None:
        """End a part; a file without bytes is one that was not chosen."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        if not self._size:
            self.photos.pop()

    def count_header(self, size: int) -> None:
        """Headers and fields share one limit."""
        self._held += size
        if self._held > MOST_FIELD_BYTES:
            raise MalformedInput("The form has too many or too long fields.")


async def receive(exchange: Exchange, place: Callable[[], Path]) -> tuple[list[tuple[str, str]], list[Path]]:
    """Return the fields and photos of a form; FileTooLarge as soon as that is known."""
    boundary = find_boundary(exchange.header(b"content-type"))
    if not boundary:
        raise MalformedInput("A form of type multipart/form-data names its boundary.")
    form = PhotoForm(boundary, place)
    try:
        await take_all(exchange.receive, exchange.header(b"content-length"), MOST_FORM_BYTES, form)
    finally:
        form.end_part()
    try:
        return [(name.decode(), value.decode()) for name, value in form.fields], form.photos
    except UnicodeDecodeError as error:
        raise MalformedInput("The form is not UTF-8.") from error
