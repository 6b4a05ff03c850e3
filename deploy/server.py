"""What the broker and the databases of our own have in common: a folder, processes, and how they end."""

from __future__ import annotations

import signal
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy import processes

STOP_SECONDS = 30


class PrivateServer(ABC):
    """A server in a folder of its own, known by its main process; a `with` block starts and stops it."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder).resolve()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The id of the running server, None when it is not running."""
        main = self._processes.get("main")
        return main.pid if main and main.poll() is None else None

    @property
    def has_died(self) -> bool:
        """Whether the server was started and has ended without being asked to."""
        main = self._processes.get("main")
        return main is not None and main.poll() is not None

    @abstractmethod
    def start(self) -> None:
        """Starts the server and waits until it can be used."""

    @abstractmethod
    def stop(self) -> None:
        """Stops the server; no process and no port is left."""

    def kill(self) -> None:
        """Ends every process of the server with SIGKILL, as a power failure would; `start` brings it back."""
        self._end("main", signal.SIGKILL)

    def _end(self, name: str, number: signal.Signals) -> None:
        """Ends a process and all below it; SIGKILL when the signal was not enough."""
        process = self._processes.pop(name, None)
        if process is None:
            return
        family = [processes.identify(pid) for pid in processes.list_descendants(process.pid)]
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for member in family:
            processes.end_process(member, signal.SIGKILL, 2)
