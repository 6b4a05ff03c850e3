"""Runs notify and a fake intake as processes on the test broker, and speaks to them as the system would."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from services.common import envelope
from services.common.confirms import ConfirmedPublisher, Outgoing
from services.common.envelope import Event

PROJECT = Path(__file__).parents[2]
SECRET = "5e" * 32


class NeverHappened(AssertionError):
    """What was awaited did not happen in time."""


def wait_for(what: str, happened, seconds: float = 20.0):
    """Return the first true answer of `happened()`."""
    until = time.monotonic() + seconds
    pause = 0.02
    while time.monotonic() < until:
        if answer := happened():
            return answer
        select_nothing(pause)
    raise NeverHappened(f"waited {seconds} s for: {what}")


def select_nothing(seconds: float) -> None:
    """Give the processor to those whom we wait for."""
    import select

    select.select([], [], [], seconds)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Town:
    """Processes of notify and intake with their settings; whatever was started is ended."""

    def __init__(self, folder: Path, amqp_uri: str, database_url: str = "sqlite://", smtp_port: int = 25) -> None:
        self.folder, self.amqp_uri = folder, amqp_uri
        self.facts = folder / "facts.json"
        self.facts.write_text("{}")
        self.processes: list[subprocess.Popen] = []
        self.environment = os.environ | {
            "HUB311_VAR": str(folder),
            "HUB311_AMQP_URI": amqp_uri,
            "HUB311_SECRET": SECRET,
            "HUB311_DATABASE_NOTIFY": database_url,
            "HUB311_DATABASE_INTAKE": f"sqlite:///{folder}/intake.db",
            "HUB311_SMTP": f"127.0.0.1:{smtp_port}",
            "HUB311_MAIL_FROM": "311@ashmere.example",
            "HUB311_WORKERS": "10",
            "FAKE_INTAKE_FACTS": str(self.facts),
            "PYTHONPATH": str(PROJECT),
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, service: str, module: str) -> "Running":
        """Start a service and wait until it is ready."""
        port = free_port()
        command = [str(Path(sys.executable).with_name("nameko")), "run", module]
        log = self.folder / f"{service}-{port}.log"
        environment = self.environment | {f"HUB311_HTTP_{service.upper()}": f"127.0.0.1:{port}"}
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=environment, cwd=PROJECT, stderr=output, stdout=output)
        self.processes.append(process)
        running = Running(process, port, log)
        wait_for(f"{service} to be ready", running.ready)
        return running

    def start_notify(self) -> "Running":
        """Start notify."""
        return self.start("notify", "services.notify.service:NotifyService")

    def start_intake(self) -> "Running":
        """Start the fake intake."""
        return self.start("intake", "tests.notify.fake_intake:IntakeService")

    def say(self, *events: tuple[str, str, int, dict]) -> None:
        """Publish events of intake: (type, number, sequence, data)."""
        self.publish([say_as(*event) for event in events])

    def publish(self, messages: list[dict]) -> None:
        """Publish messages as intake's relay does, queues declared first; the same one may be published twice."""
        publisher = ConfirmedPublisher(self.amqp_uri)
        publisher.publish(
            Outgoing(
                "intake.events", f"{message['type'].split('.')[2]}.none.none", envelope.dumps(message), message["id"]
            )
            for message in messages
        )
        publisher.close()

    def know(self, **facts: dict) -> None:
        """Let the intake that runs here know facts by number; `any` stands for every number."""
        unfinished = self.facts.with_suffix(".new")
        unfinished.write_text(json.dumps({name.replace("any", "*"): value for name, value in facts.items()}))
        unfinished.replace(self.facts)

    def end(self) -> None:
        """End every process that still runs."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def say_as(kind: str, number: str, sequence: int, data: dict) -> dict:
    """Return the message of an event of intake."""
    return envelope.write(Event(kind, number, {"number": number} | data), "intake", sequence)


class Running:
    """A process that was started."""

    def __init__(self, process: subprocess.Popen, port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def ready(self) -> bool:
        """Whether it says that it is ready; a process that has ended will never be."""
        if self.process.poll() is not None:
            raise NeverHappened(f"the process ended:\n{self.log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=1) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def metric(self, name: str, **labels: str) -> float:
        """Return the value of a metric, 0 when it has none yet."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
        for line in text.splitlines():
            if re.match(rf"{name}[{{ ]", line) and all(f'{k}="{v}"' in line for k, v in labels.items()):
                return float(line.rpartition(" ")[2])
        return 0.0

    def freeze(self) -> None:
        """Let it stand still, as on a machine that swaps."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)
