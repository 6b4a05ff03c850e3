"""Forms with one file: it is written to disk as it comes, refused as soon as it is too large."""

from pathlib import Path
from typing import Any, BinaryIO

from gateway.multipart import FileTooLarge, Form, find_boundary, open_privately, take_all
from services.common.cleaning.kinds import MOST_BYTES
from services.common.errors import InvalidInput, Refusal

AROUND_BYTES = 16_384  # boundaries, headers of parts


class NotAForm(Refusal):
    """Send multipart/form-data with one part that is called file."""

    status = 415


class FileForm(Form):
    """A form that is being read; its part `file` goes to `target`, any other part is refused."""

    def __init__(self, boundary: bytes, target: BinaryIO) -> None:
        super().__init__(boundary)
        self.target = target
        self.size = 0
        self.parts: list[str] = []

    def begin_part(self, name: bytes, is_file: bool) -> None:
        """Note the part's name."""
        self.parts.append(name.decode("ascii", "replace")[:64])

    def take_data(self, data: bytes) -> None:
        """Write the file's bytes."""
        self.size += len(data)
        if self.size > MOST_BYTES:
            raise FileTooLarge()
        if self.parts[-1] == "file":
            self.target.write(data)

    def check(self) -> None:
        """Raise unless the form held one file that is not empty."""
        strange = [part for part in self.parts if part != "file"]
        if strange or len(self.parts) != 1:
            name = strange[0] if strange else "file"
            raise InvalidInput(errors=[{"pointer": f"/{name}", "detail": "One part that is called file is expected."}])
        if not self.size:
            raise InvalidInput(errors=[{"pointer": "/file", "detail": "The file is empty."}])


async def receive_file(receive: Any, content_type: str, length: str, path: Path) -> None:
    """Write the file of a form to `path`."""
    boundary = find_boundary(content_type)
    if not boundary:
        raise NotAForm()
    with open(path, "xb", opener=open_privately) as target:
        form = FileForm(boundary, target)
        await take_all(receive, length, MOST_BYTES + AROUND_BYTES, form)
        form.check()
