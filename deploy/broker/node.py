"""A private RabbitMQ node that is started, killed, stopped and asked from Python."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

from deploy import ports, processes
from deploy.broker import settings
from deploy.broker.software import Software, find_software
from deploy.places import state_folder
from deploy.processes import Identity
from deploy.server import STOP_SECONDS, PrivateServer

START_SECONDS = 90


class BrokerInUse(Exception):
    """The broker's folder belongs to an instance that is running."""


class BrokerFailed(Exception):
    """The broker did not start, or a command to it failed."""


class PrivateBroker(PrivateServer):
    """A RabbitMQ node with its own name, its own ports on the loopback interface, its own epmd and data.

    Data and addresses survive stop, kill and start. Nothing is left running after `stop`; when this
    process dies without it, the kernel tells the node to end, and the next start in the folder cleans up.
    """

    def __init__(self, folder: Path | str, amqp_port: int | None = None, software: Path | None = None) -> None:
        super().__init__(folder)
        self._fixed = {"amqp": amqp_port} if amqp_port else {}
        self._software_folder = software or state_folder() / "software" / "rabbitmq"
        self._record = self.folder / "running.json"
        self.ports: dict[str, int] = {}
        self.amqp_uri = self.admin_url = ""

    def start(self, wait: bool = True) -> None:
        """Starts the node once the remains of an earlier one are gone; with `wait` until it can be used."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._clean_up()
        self._software: Software = find_software(self._software_folder)
        if not self.ports:
            self.ports = ports.remember_ports(self.folder / "ports", settings.PORTS, self._fixed)
        self._use(settings.write_settings(self.folder, self.ports))
        self._environment = settings.environment(self.folder, self.ports, self._software)
        self._start_epmd()
        self._start("main", [self._software.server], "TERM")
        self._write_record()
        if wait:
            self.wait_ready()

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Waits until clients and administrators can connect; raises BrokerFailed with the end of the log."""
        wanted = (self.ports["amqp"], self.ports["admin"])
        processes.settles(lambda: self.pid is None or all(map(ports.is_open, wanted)), seconds, 0.05)
        if self.pid is None or not all(map(ports.is_open, wanted)):
            end = self._console().read_text(errors="replace")[-2000:]
            self.stop()
            raise BrokerFailed(f"RabbitMQ in {self.folder} did not start. {end}")

    def stop(self) -> None:
        """Stops the node and its epmd; no process and no port is left."""
        self._end("main", signal.SIGTERM)
        self._end("epmd", signal.SIGTERM)
        self._record.unlink(missing_ok=True)

    def discard(self) -> None:
        """Stops the node at once, for a folder that nobody needs any more."""
        self.kill()
        self.stop()

    def ctl(self, *words: str) -> str:
        """What `rabbitmqctl` answers, for example to ("set_vm_memory_high_watermark", "absolute", "1MB")."""
        done = subprocess.run(
            [self._software.scripts / "rabbitmqctl", *words],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode != 0:
            raise BrokerFailed(f"rabbitmqctl {' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def _use(self, password: str) -> None:
        account = f"{settings.USER}:{password}@{ports.LOOPBACK}"
        self.amqp_uri = f"amqp://{account}:{self.ports['amqp']}/{settings.VIRTUAL_HOST}"
        self.admin_url = f"http://{account}:{self.ports['admin']}"

    def _start_epmd(self) -> None:
        if "epmd" in self._processes:
            return
        port = self.ports["epmd"]
        self._start("epmd", [self._software.epmd, "-port", str(port), "-address", ports.LOOPBACK], "KILL")
        processes.wait_until(lambda: ports.is_open(port), 10, "epmd of the private broker")

    def _start(self, name: str, command: list[str | Path], death_signal: str) -> None:
        self._processes[name] = processes.start_process(
            command, self._console(), self._environment, death_signal, folder=self.folder
        )

    def _console(self) -> Path:
        return self.folder / "log" / "console.log"

    def _write_record(self) -> None:
        running = {name: processes.identify(process.pid) for name, process in self._processes.items()}
        self._record.write_text(json.dumps({"owner": processes.identify(os.getpid()), **running}))

    def _clean_up(self) -> None:
        """Ends what an earlier owner of the folder left running; raises BrokerInUse when that owner lives."""
        if not self._record.exists():
            return
        known = {name: Identity(*pair) for name, pair in json.loads(self._record.read_text()).items() if pair}
        owner = known.pop("owner", None)
        if owner and owner.pid != os.getpid() and processes.is_alive(owner):
            raise BrokerInUse(f"The broker in {self.folder} belongs to process {owner.pid}, which runs.")
        if owner and owner.pid == os.getpid():
            return
        for left_running in known.values():
            processes.end_process(left_running, signal.SIGTERM, STOP_SECONDS)
        self._record.unlink(missing_ok=True)
