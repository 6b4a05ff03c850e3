"""The whole system on one machine, started, broken and stopped from Python."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy import ports
from deploy.local import programs, surroundings
from deploy.local.breaking import DRAIN_SECONDS, READY_SECONDS, Breakable
from deploy.local.folder_lock import FolderLock, StackInUse
from deploy.local.jobs import Jobs
from deploy.local.reading import explain, is_ready, write_run_json
from deploy.local.running import Running
from deploy.local.servers import Servers


class StackFailed(Exception):
    """The system did not become ready."""


class Stack(Breakable):
    """All processes of one instance; its state is in `folder`, its gateway on `port`.

    `processes` says how many processes of a service run (PostgreSQL only), `environment` holds settings for
    all of them, `say` takes a sentence about what happens. A process that dies unasked is started again; one
    that was killed or terminated by a method stays down until `restart`.
    """

    def __init__(
        self,
        folder: Path | str,
        port: int | None = None,
        engine: str = "sqlite",
        environment: dict[str, str] | None = None,
        processes: dict[str, int] | None = None,
        say: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self.folder = Path(folder).resolve()
        self.port = port or ports.find_free_port()
        self.engine = engine
        self.say = say
        self.services = programs.list_services()
        self._extra = environment or {}
        self._counts = {name: (processes or {}).get(name, 1) for name in self.services}
        self._lock = FolderLock(self.folder)
        self._over = threading.Event()
        self.running: dict[str, Running] = {}
        self.addresses: dict[str, str] = {}
        self.environment: dict[str, str] = {}
        self.databases: dict[str, str] = {}
        self.servers = Servers(self.folder, engine, self.services, self._extra)

    def __enter__(self) -> Stack:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where the gateway answers."""
        return f"http://{ports.LOOPBACK}:{self.port}"

    @property
    def run_json(self) -> dict[str, Any]:
        """What var/run.json says, with fresh tokens."""
        return json.loads((self.folder / "run.json").read_text())

    def start(self, ready_seconds: float = READY_SECONDS) -> None:
        """Starts everything and waits until the gateway says that all services are ready."""
        self._lock.take()
        try:
            self._start(ready_seconds)
        except BaseException:
            self.stop()
            raise

    def _start(self, ready_seconds: float) -> None:
        (self.folder / "run.json").unlink(missing_ok=True)
        if not ports.is_free(self.port):
            sentence = f"Port {self.port} is taken by another program."
            raise StackInUse(f"{sentence} Stop it, or set HUB311_PORT to another port.")
        (self.folder / "log").mkdir(exist_ok=True)
        self._over.clear()
        self.servers.start()
        self._compose()
        self._start_programs(front=True)
        jobs = Jobs(self.folder, self.environment, self.services)
        jobs.migrate()
        if loaded := jobs.load_sample():
            self.say(f"the sample county was loaded into {', '.join(loaded)}")
        if jobs.are_new:
            self._declare(jobs)
            self._start_programs(front=False)
        else:
            self._start_programs(front=False)
            self._declare(jobs)
        threading.Thread(target=self._supervise, name="supervisor", daemon=True).start()
        self.wait_ready(ready_seconds)
        write_run_json(self)

    def _declare(self, jobs: Jobs) -> None:
        """Waits for the broker and declares what is on it.

        Later starts do it while the services start: they find last time's queues and wait for the broker.
        """
        self.servers.wait_ready()
        self.say("the broker is ready")
        jobs.declare()

    def _compose(self) -> None:
        """Decides on addresses and settings, and which programs there are."""
        self.addresses = surroundings.choose_addresses(self.folder, self._counts)
        self.databases = self.servers.databases()
        shared = surroundings.compose(self.folder, self.port, self.addresses, self.databases)
        self.environment = shared | self.servers.addresses() | self._extra
        wanted = programs.front_programs(self.url, self.addresses)
        for name, count in self._counts.items():
            labels = [surroundings.label_of(name, index) for index in range(count)]
            wanted += [programs.service(name, i, self.addresses[label]) for i, label in enumerate(labels)]
        logs = self.folder / "log"
        self.running = {program.label: Running(program, self.environment, logs) for program in wanted}

    def _start_programs(self, front: bool) -> None:
        """Mailbox and issuer need nothing and start first; services and gateway follow when all else is there."""
        for label, running in self.running.items():
            if (label in programs.FRONT) == front:
                running.start()

    def _supervise(self) -> None:
        while not self._over.wait(0.2):
            for mend in (self.servers.mend, *(running.mend for running in self.running.values())):
                if not self._over.is_set() and (sentence := mend()):
                    self.say(sentence)

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Waits until the gateway and every service are ready; raises StackFailed with what is not."""
        end = time.monotonic() + seconds
        while not is_ready(self):
            if time.monotonic() > end:
                raise StackFailed(f"Not ready after {seconds:g} s: {explain(self)}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stops all: the programs together with SIGTERM and a limit, then SIGKILL; the broker last."""
        if not self._lock.is_taken:
            return
        self._over.set()
        for running in self.running.values():
            running.send(signal.SIGTERM)
        end = time.monotonic() + DRAIN_SECONDS
        for running in self.running.values():
            if not running.wait(max(0.0, end - time.monotonic())):
                self.say(f"{running.program.label} did not end in {DRAIN_SECONDS} s and is killed")
                running.send(signal.SIGKILL)
                running.wait(5)
        self.servers.stop()
        (self.folder / "run.json").unlink(missing_ok=True)
        self._lock.release()
