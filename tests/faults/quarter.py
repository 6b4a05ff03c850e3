"""A fixed share of one core for a process, given by the operating system: a control group with a quota of CPU time."""

import os
from collections.abc import Iterable
from pathlib import Path

PERIOD_MICROSECONDS = 20_000
SHARE = 0.25
UNIFIED = Path("/sys/fs/cgroup")
SEPARATE = Path("/sys/fs/cgroup/cpu")


class NoQuota(Exception):
    """This machine lets us set no quota of CPU time: control groups cannot be written to."""


class Quarter:
    """Control groups, one per process; each gets its share whatever else the machine does, and no more."""

    def __init__(self, name: str = f"hub311-{os.getpid()}") -> None:
        self.name = name
        self._groups: dict[int, Path] = {}

    def __enter__(self) -> "Quarter":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def pin(self, pids: Iterable[int]) -> None:
        """Hold each process, and every thread it has, to the share."""
        for pid in pids:
            group = self._groups.get(pid) or self._make(pid)
            (group / "cgroup.procs").write_text(str(pid))

    def _make(self, pid: int) -> Path:
        separate = (SEPARATE / "cpu.cfs_quota_us").exists()
        group = (SEPARATE if separate else UNIFIED) / f"{self.name}-{pid}"
        quota = int(PERIOD_MICROSECONDS * SHARE)
        try:
            group.mkdir(exist_ok=True)
            self._groups[pid] = group
            if separate:
                (group / "cpu.cfs_period_us").write_text(str(PERIOD_MICROSECONDS))
                (group / "cpu.cfs_quota_us").write_text(str(quota))
            else:
                (group / "cpu.max").write_text(f"{quota} {PERIOD_MICROSECONDS}")
        except OSError as error:
            raise NoQuota(f"{NoQuota.__doc__} ({group}: {error.strerror})") from error
        return group

    def release(self) -> None:
        """Let go of every process and remove the groups."""
        while self._groups:
            _, group = self._groups.popitem()
            for pid in (group / "cgroup.procs").read_text().split():
                (group.parent / "cgroup.procs").write_text(pid)
            group.rmdir()
