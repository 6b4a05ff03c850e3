"""Reading multipart/form-data: parts are told apart as they come and handed to whoever takes them."""

import os
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from gateway.bodies import pieces_of
from services.common.errors import MalformedInput, Refusal


class FileTooLarge(Refusal):
    """A file may have at most 10 MB."""

    status = 413


def find_boundary(content_type: str) -> bytes:
    """Return what parts are separated by, empty where it is no form or names none of at most 70 bytes."""
    media_type, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"") if media_type == b"multipart/form-data" else b""
    return boundary if len(boundary) <= 70 else b""


def open_privately(path: str, flags: int) -> int:
    """Open a file that nobody else may read; an opener for `open`."""
    return os.open(path, flags, 0o600)


class Form:
    """A form that is being read. Subclasses say what becomes of its parts."""

    def __init__(self, boundary: bytes) -> None:
        self.ended = False
        self._header = self._value = self._name = b""
        self._is_file = False
        self._parser = MultipartParser(boundary, {
            "on_part_begin": self._begin_headers,
            "on_header_begin": self._begin_header,
            "on_header_field": self._take_header,
            "on_header_value": self._take_value,
            "on_header_end": self._end_header,
            "on_headers_finished": lambda: self.begin_part(self._name, self._is_file),
            "on_part_data": lambda data, start, end: self.take_data(data[start:end]),
            "on_part_end": self.end_part,
            "on_end": self._end,
        })  # fmt: skip

    def begin_part(self, name: bytes, is_file: bool) -> None:
        """Begin a part of this name; a file is one that says the name of a file."""

    def take_data(self, data: bytes) -> None:
        """Take some of the part's bytes."""

    def end_part(self) -> None:
        """End a part."""

    def count_header(self, size: int) -> None:
        """Hear how many bytes more the headers of parts have."""

    def take(self, piece: bytes) -> None:
        """Take a piece of the body."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise MalformedInput("The form cannot be read.") from error

    def _begin_headers(self) -> None:
        self._name, self._is_file = b"", False

    def _begin_header(self) -> None:
        self._header = self._value = b""

    def _take_header(self, data: bytes, start: int, end: int) -> None:
        self.count_header(end - start)
        self._header += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        self.count_header(end - start)
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._name, self._is_file = options.get(b"name", b""), b"filename" in options

    def _end(self) -> None:
        self.ended = True


async def take_all(receive: Any, length: str, most: int, form: Form) -> None:
    """Read a body into a form; FileTooLarge as soon as that is known, MalformedInput when it is cut off."""
    async for piece in pieces_of(receive, length, most, FileTooLarge()):
        form.take(piece)
    if not form.ended:
        raise MalformedInput("The form ends too early.")
