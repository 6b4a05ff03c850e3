"""Which PostgreSQL programs are installed, and the account and environment they run in."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path


class PostgresUnavailable(Exception):
    """PostgreSQL's programs are not installed on this machine."""


def find_programs() -> Path:
    """The folder of the newest installed initdb and postgres; raises PostgresUnavailable."""
    on_path = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version, reverse=True)
    for initdb in [*installed, *([Path(on_path).resolve()] if on_path else [])]:
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    raise PostgresUnavailable(f"{PostgresUnavailable.__doc__} The package is called postgresql.")


def _version(initdb: Path) -> float:
    return float(initdb.parent.parent.name)


def find_account() -> str | None:
    """Whom root lets the server run as, since PostgreSQL refuses to be root; None for anybody else."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def hand_over(path: Path, account: str | None) -> None:
    """Makes the account the owner of a file or folder."""
    if account is not None:
        entry = pwd.getpwnam(account)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def environment() -> dict[str, str]:
    """What the programs see of our environment: no PG… variable of the caller's."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}


def is_reachable(folder: Path) -> bool:
    """Whether every user can get to the folder through its parents."""
    return all(not parent.exists() or parent.stat().st_mode & 0o001 for parent in folder.parents)


def command_of(pid: int) -> str:
    """The command line of a process, empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
