"""What a running system costs: CPU and memory of its processes, the load client left out."""

from dataclasses import dataclass, field

import psutil


@dataclass
class Usage:
    """CPU seconds and resident bytes by group of processes."""

    cpu_seconds: dict[str, float] = field(default_factory=dict)
    rss_bytes: dict[str, int] = field(default_factory=dict)

    @property
    def total_cpu_seconds(self) -> float:
        """CPU seconds of all groups."""
        return sum(self.cpu_seconds.values())


def measure(roots: dict[str, list[int]]) -> Usage:
    """Sum user and system time and resident memory over each root process and everything below it."""
    usage = Usage()
    for group, pids in roots.items():
        family = [member for pid in pids for member in _family(pid)]
        usage.cpu_seconds[group] = sum(_cpu_seconds(p) for p in family)
        usage.rss_bytes[group] = sum(_rss_bytes(p) for p in family)
    return usage


def _family(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
        return times.user + times.system
    except psutil.NoSuchProcess:
        return 0.0


def _rss_bytes(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0
