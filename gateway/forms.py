"""Reading multipart/form-data with one file: written to disk as it comes, refused as soon as it is too large."""

import os
from pathlib import Path
from typing import Any, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from gateway.bodies import ClientLeft
from services.common.cleaning.kinds import MOST_BYTES
from services.common.errors import InvalidInput, MalformedInput, Refusal

AROUND_BYTES = 16_384  # boundaries, headers of parts


class FileTooLarge(Refusal):
    """A file may have at most 10 MB."""

    status = 413


class NotAForm(Refusal):
    """Send multipart/form-data with one part that is called file."""

    status = 415


class FileForm:
    """A form that is being read; its part `file` goes to `target`, any other part is refused."""

    def __init__(self, content_type: str, target: BinaryIO) -> None:
        media_type, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if media_type != b"multipart/form-data" or not boundary or len(boundary) > 70:
            raise NotAForm()
        self.target = target
        self.size = 0
        self.parts: list[str] = []
        self.ended = False
        self._header = self._value = b""
        self._parser = MultipartParser(boundary, {
            "on_part_begin": lambda: self.parts.append(""),
            "on_header_begin": self._begin_header,
            "on_header_field": self._take_header,
            "on_header_value": self._take_value,
            "on_header_end": self._end_header,
            "on_part_data": self._take_data,
            "on_end": self._end,
        })  # fmt: skip

    def take(self, piece: bytes) -> None:
        """Take a piece of the body."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise MalformedInput("The form cannot be read.") from error

    def finish(self) -> None:
        """Raise unless the form is complete and held one file that is not empty."""
        if not self.ended:
            raise MalformedInput("The form ends too early.")
        strange = [part for part in self.parts if part != "file"]
        if strange or len(self.parts) != 1:
            name = strange[0] if strange else "file"
            raise InvalidInput(errors=[{"pointer": f"/{name}", "detail": "One part that is called file is expected."}])
        if not self.size:
            raise InvalidInput(errors=[{"pointer": "/file", "detail": "The file is empty."}])

    def _begin_header(self) -> None:
        self._header = self._value = b""

    def _take_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self.parts[-1] = options.get(b"name", b"").decode("ascii", "replace")[:64]

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        self.size += end - start
        if self.size > MOST_BYTES:
            raise FileTooLarge()
        if self.parts[-1:] == ["file"]:
            self.target.write(data[start:end])

    def _end(self) -> None:
        self.ended = True


async def receive_file(receive: Any, content_type: str, length: str, path: Path) -> None:
    """Write the file of a form to `path`."""
    if len(length) > 9 or (length.isdigit() and int(length) > MOST_BYTES + AROUND_BYTES):
        raise FileTooLarge()
    received = 0
    with open(path, "xb", opener=_private) as target:
        form = FileForm(content_type, target)
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientLeft
            piece = message.get("body", b"")
            received += len(piece)
            if received > MOST_BYTES + AROUND_BYTES:
                raise FileTooLarge()
            form.take(piece)
            more = message.get("more_body", False)
        form.finish()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
