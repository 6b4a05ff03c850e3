"""One instance a state folder: a lock that ends with the process that holds it, whatever it dies of."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class StackInUse(Exception):
    """The state folder or the port belongs to another instance."""


class FolderLock:
    """Holds a state folder; the lock file names the process that has it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "running.lock"
        self._handle: int | None = None

    @property
    def is_taken(self) -> bool:
        """Whether this object holds the folder."""
        return self._handle is not None

    def take(self) -> None:
        """Takes the folder; raises StackInUse with the id of the process that has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = self.path.read_text().strip() or "unknown"
            os.close(handle)
            sentence = f"The state folder {self.path.parent} is in use by the instance of process {owner}."
            raise StackInUse(f"{sentence} Stop it, or set HUB311_VAR to another folder.") from error
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._handle = handle

    def release(self) -> None:
        """Gives the folder back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def is_held(folder: Path) -> bool:
    """Whether an instance runs in the folder."""
    path = folder / "running.lock"
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
