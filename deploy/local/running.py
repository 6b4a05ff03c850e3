"""One process of the system while it runs: start, signal, and the decision when to start it again."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from pathlib import Path

from deploy import processes
from deploy.local.programs import Program
from deploy.places import PROJECT

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0
# A process that has run this long and ends is started again without the pause that earlier failures earned.
STEADY_SECONDS = 30.0


class Running:
    """A process, wanted or not, with a log file of its own."""

    def __init__(self, program: Program, environment: dict[str, str], logs: Path) -> None:
        self.program = program
        self.environment = environment | program.settings
        self.log = logs / f"{program.label}.log"
        self.is_wanted = False
        self.process: subprocess.Popen[bytes] | None = None
        self.lock = threading.Lock()
        self._pause_seconds = FIRST_PAUSE_SECONDS
        self._started = self._due = 0.0

    @property
    def pid(self) -> int | None:
        """The process's id, None when it does not run."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def start(self) -> None:
        """Starts the process unless it runs; from now on it is wanted."""
        with self.lock:
            self.is_wanted = True
            if self.pid is None:
                self._start()

    def _start(self) -> None:
        self._started = time.monotonic()
        self.process = processes.start_process(self.program.command, self.log, self.environment, folder=PROJECT)
        processes.give_way(self.process, self.program.niceness)

    def send(self, number: signal.Signals) -> None:
        """Sends a signal; from now on the process is not wanted."""
        with self.lock:
            self.is_wanted = False
            if self.process and self.pid is not None:
                self.process.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Whether the process has ended within the limit."""
        return processes.settles(lambda: self.pid is None, seconds)

    def mend(self) -> str | None:
        """Starts the process again when it died unasked and its pause is over; a sentence when one is due."""
        with self.lock:
            if not self.is_wanted or self.pid is not None or self.process is None:
                return None
            if not self._due:
                return self._take_note()
            if time.monotonic() >= self._due:
                self._due = 0.0
                self._start()
            return None

    def _take_note(self) -> str:
        now = time.monotonic()
        if now - self._started > STEADY_SECONDS:
            self._pause_seconds = FIRST_PAUSE_SECONDS
        pause, self._due = self._pause_seconds, now + self._pause_seconds
        self._pause_seconds = min(2 * pause, LONGEST_PAUSE_SECONDS)
        status = self.process.returncode if self.process else None
        return f"{self.program.label} ended with status {status}; it starts again in {pause:g} s ({self.log})"
