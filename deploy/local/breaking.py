"""What tests of faults do to a running instance: kill, terminate and start again any of its processes."""

from __future__ import annotations

import signal

from deploy import processes
from deploy.broker import PrivateBroker
from deploy.local.reading import answers
from deploy.local.running import Running
from deploy.local.servers import Servers
from deploy.local.surroundings import label_of

DRAIN_SECONDS = 20
READY_SECONDS = 90
BROKER = "broker"


class Breakable:
    """The part of a stack that takes its processes down and up, one at a time."""

    running: dict[str, Running]
    servers: Servers

    @property
    def broker(self) -> PrivateBroker:
        """The private broker; there is none when HUB311_AMQP_URI names another."""
        if self.servers.broker is None:
            raise LookupError("This instance uses a broker that is not its own.")
        return self.servers.broker

    def kill(self, name: str, index: int = 0) -> None:
        """Ends a process, or the broker, with SIGKILL; it stays down until `restart`."""
        if name == BROKER:
            self.broker.kill()
            return
        running = self._find(name, index)
        running.send(signal.SIGKILL)
        running.wait(5)

    def terminate(self, name: str, index: int = 0, seconds: float = DRAIN_SECONDS) -> bool:
        """Asks a process to end with SIGTERM; whether it did within the limit. It stays down until `restart`."""
        if name == BROKER:
            self.broker.stop()
            return True
        running = self._find(name, index)
        running.send(signal.SIGTERM)
        return running.wait(seconds)

    def restart(self, name: str, index: int = 0, seconds: float = READY_SECONDS, **settings: str) -> None:
        """Starts a process that is down, with more settings if given, and waits until it answers."""
        if name == BROKER:
            self.broker.start()
            return
        running = self._find(name, index)
        running.environment |= settings
        running.start()
        processes.wait_until(lambda: answers(running), seconds, f"{running.program.label} to be ready")

    def pids(self) -> dict[str, int | None]:
        """The process ids by label, the broker's too."""
        known = {label: running.pid for label, running in self.running.items()}
        return known | ({BROKER: self.broker.pid} if self.servers.broker else {})

    def _find(self, name: str, index: int) -> Running:
        return self.running[label_of(name, index)]
