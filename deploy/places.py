"""Where things are: the project's folder and the state folder."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def state_folder() -> Path:
    """The folder that holds everything a running instance writes: HUB311_VAR, or var in the project."""
    return (PROJECT / os.environ.get("HUB311_VAR", "var")).resolve()
