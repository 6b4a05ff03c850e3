"""Ports on the loopback interface: free ones, remembered ones, and whether somebody listens."""

from __future__ import annotations

import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
# Below the range from which the system takes the near ends of outgoing connections: one of those would
# block a restart.
LOWEST, HIGHEST = 12000, 31999
_handed_out: set[int] = set()


class NoFreePort(Exception):
    """No free port was found on the loopback interface."""


def is_free(port: int) -> bool:
    """Whether a server could bind the port now, on every interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def is_open(port: int) -> bool:
    """Whether something accepts connections on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0


def find_free_port() -> int:
    """A free port that this process has not handed out before."""
    chooser = random.SystemRandom()
    for _ in range(200):
        port = chooser.randint(LOWEST, HIGHEST)
        if port not in _handed_out and is_free(port):
            _handed_out.add(port)
            return port
    raise NoFreePort(NoFreePort.__doc__)


def remember_ports(path: Path, names: tuple[str, ...], fixed: dict[str, int] | None = None) -> dict[str, int]:
    """A port for every name: the fixed one, else that of last time if it is free, else a new one.

    The choice is written to `path`, a line `name port` each: addresses stay the same over restarts.
    """
    known = _read(path) | (fixed or {})
    ports = {name: _keep_or_replace(known.get(name), name in (fixed or {})) for name in names}
    _handed_out.update(ports.values())
    path.write_text("".join(f"{name} {port}\n" for name, port in ports.items()))
    return ports


def _keep_or_replace(port: int | None, is_fixed: bool) -> int:
    if port is not None and (is_fixed or is_free(port)):
        return port
    return find_free_port()


def _read(path: Path) -> dict[str, int]:
    if not path.exists():
        return {}
    pairs = (line.split() for line in path.read_text().splitlines())
    return {name: int(port) for name, port in pairs}
