"""Big things beside the database: files named by the hash of what is in them, in a folder that all services share."""

import hashlib
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

INCOMING = "incoming"
PIECE_BYTES = 262_144


class BlobMissing(Exception):
    """There is no blob with this hash."""


class Blobs:
    """One kind of blob; another store (S3) has to offer the same methods, nobody else touches the files.

    A file is there whole or not at all, and readable by its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_incoming(self) -> Path:
        """Return the path of a file that may be written and then kept; what is never kept is swept away."""
        folder = self.folder / INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / uuid.uuid4().hex

    def keep(self, path: Path) -> str:
        """Move a file in, through a power cut too, and return its SHA-256 in hexadecimal."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        place = self._place(digest)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o600)
        path.replace(place)
        _sync_folder(place.parent)
        return digest

    def open(self, digest: str) -> BinaryIO:
        """Open a blob to read it; BlobMissing when it is not there."""
        try:
            return self._place(digest).open("rb")
        except FileNotFoundError as error:
            raise BlobMissing(digest) from error

    def has(self, digest: str) -> bool:
        """Whether a blob is there."""
        return self._place(digest).exists()

    def drop(self, digest: str, is_needed: Callable[[str], bool]) -> bool:
        """Delete a blob that nobody needs; return whether it went.

        It is set aside first and asked for after that: who refers to it meanwhile either is seen here, and the blob
        comes back, or finds it missing and has to hand it in again.
        """
        place = self._place(digest)
        aside = place.with_suffix(".dropping")
        try:
            place.rename(aside)
        except FileNotFoundError:
            return False
        if is_needed(digest):
            aside.rename(place)
            return False
        aside.unlink()
        return True

    def list_older(self, seconds: float) -> Iterator[str]:
        """Yield the hashes of blobs that have been there for so long; nothing is said of their order."""
        before = time.time() - seconds
        for path in self.folder.glob("??/*"):
            if path.suffix == ".dropping":
                path.rename(path.with_suffix(""))  # A process ended between setting aside and deciding.
            elif path.stat().st_mtime < before:
                yield path.name

    def sweep_incoming(self, seconds: float) -> int:
        """Delete what came in so long ago and was never kept; return how many files went."""
        before = time.time() - seconds
        old = [path for path in self.folder.glob(f"{INCOMING}/*") if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _place(self, digest: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise BlobMissing(digest)
        return self.folder / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
