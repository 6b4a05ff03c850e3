"""Files that their owner alone can read: what is written, and secrets that are made once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def keep_secret(path: Path) -> str:
    """The random word in this file, made at the first call, readable by its owner alone."""
    if not path.exists():
        write_private(path, secrets.token_hex(20))
        path.chmod(0o400)
    return path.read_text()


def write_private(path: Path, text: str) -> None:
    """Writes a file that nobody else can read at any moment."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
