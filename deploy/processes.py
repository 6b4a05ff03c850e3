"""Child processes that never outlive us, the identity of a process, and waiting with a limit."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

# The kernel sends the death signal when the *thread* that started a child ends: one thread starts them all.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")


SET_CHILD_SUBREAPER = 36  # linux/prctl.h


class AwaitedInVain(Exception):
    """Something did not happen within its limit; the text says what was awaited."""


class Identity(NamedTuple):
    """A process for certain: its id, which is used again, and its start in clock ticks since boot."""

    pid: int
    started: int


def start_process(
    command: Sequence[str | Path],
    log: Path,
    environment: Mapping[str, str],
    death_signal: str = "KILL",
    user: str | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own that gets `death_signal` when we die, whatever we die of."""
    words = [*_as_user(user), "--pdeathsig", death_signal, "--", *map(str, command)]
    return _starter.submit(_start, words, log, dict(environment), folder).result()


def give_way(process: subprocess.Popen[bytes], niceness: int) -> None:
    """Lets a process stand back where processors are short: 0 for those whom somebody waits for, up to 19.

    Linux groups processes by session and weighs the groups first, each with a niceness of its own.
    """
    if niceness:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, niceness)
            Path(f"/proc/{process.pid}/autogroup").write_text(f"{niceness}\n")


def _start(words: list[str], log: Path, environment: dict[str, str], folder: Path | None) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )


def _as_user(user: str | None) -> list[str]:
    if user is None:
        return ["setpriv"]
    return ["setpriv", f"--reuid={user}", "--regid", _group_of(user), "--clear-groups"]


def _group_of(user: str) -> str:
    import pwd

    return str(pwd.getpwnam(user).pw_gid)


def identify(pid: int) -> Identity | None:
    """The identity of a running process, None when there is none or it is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else Identity(pid, int(fields[19]))


def is_alive(identity: Identity | None) -> bool:
    """Whether that very process runs, not another one that was given the same id later."""
    return identity is not None and identify(identity.pid) == identity


def send(identity: Identity | None, number: signal.Signals) -> None:
    """Sends a signal to that very process; nothing happens when it is gone."""
    if identity is not None and is_alive(identity):
        try:
            os.kill(identity.pid, number)
        except ProcessLookupError:
            return


def end_process(identity: Identity | None, number: signal.Signals, seconds: float) -> bool:
    """Ends a process with a signal, then with SIGKILL after `seconds`; True when the signal was enough."""
    send(identity, number)
    if settles(lambda: not is_alive(identity), seconds):
        return True
    send(identity, signal.SIGKILL)
    settles(lambda: not is_alive(identity), 5)
    return False


def settles(condition: Callable[[], bool], seconds: float, pause_seconds: float = 0.02) -> bool:
    """Whether the condition becomes true within the limit."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause_seconds)
    return True


def wait_until(condition: Callable[[], bool], seconds: float, awaited: str) -> None:
    """Waits for the condition; raises AwaitedInVain with what was awaited."""
    if not settles(condition, seconds):
        raise AwaitedInVain(f"{awaited}: not within {seconds:g} s")


def list_descendants(pid: int) -> list[int]:
    """The ids of all children of a process and of theirs."""
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    children = [int(word) for word in words]
    return children + [deeper for child in children for deeper in list_descendants(child)]


def adopt_orphans() -> None:
    """Makes this process the parent of grandchildren whose parent dies, for `reap_orphans`.

    The first process of some machines, containers mostly, leaves them as zombies.
    """
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_orphans() -> None:
    """Takes leave of ended children; only for a process that waits for no child any more."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            continue
    except ChildProcessError:
        return
