"""The department's system as a process of its own, and what is done to it: killed, stopped, ended, cut off."""

import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import requests

from deploy.places import PROJECT

LONGEST_STOP_SECONDS = 4.0
LONGEST_AWAY_SECONDS = 2.0


class Played:
    """`make department`, started and mistreated."""

    def __init__(self, code: str, var: Path, admin: str, seed: int) -> None:
        self.code, self.var, self.admin = code, var, admin
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.log = (var / "log" / f"department-{code}.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *more: str) -> list[str]:
        """The command that plays it."""
        return [sys.executable, "-m", "deploy.department", self.code, "--var", str(self.var), *more]

    def start(self, *more: str) -> None:
        """Start it."""
        self.process = subprocess.Popen(self.command(*more), cwd=PROJECT, stdout=self.log, stderr=self.log)

    def run(self, *more: str) -> subprocess.CompletedProcess[str]:
        """Run one of its other commands to its end."""
        return subprocess.run(self.command(*more), cwd=PROJECT, capture_output=True, text=True, timeout=600)

    def mistreat(self) -> None:
        """Do one of the four things to it, by chance."""
        what = self.chance.choice((self.kill, self.stop_and_go, self.restart, self.cut_off))
        what()
        self.done[what.__name__] += 1

    def kill(self) -> None:
        """End it in the middle of whatever it does, and start it a moment later."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """End it politely, and start it a moment later."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(60)
        time.sleep(self.chance.uniform(0, LONGEST_AWAY_SECONDS))
        self.start()

    def rest(self) -> None:
        """Have it take events and do no more work."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(60)
        self.start("--idle")

    def stop_and_go(self) -> None:
        """Freeze it for a while."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(0.5, LONGEST_STOP_SECONDS))
        self.process.send_signal(signal.SIGCONT)

    def cut_off(self) -> None:
        """Have the broker close its connections."""
        for connection in self._ask("GET", "connections").json():
            if connection.get("user") == f"department-{self.code}":
                self._ask("DELETE", f"connections/{requests.utils.quote(connection['name'], safe='')}")

    def _ask(self, method: str, path: str) -> requests.Response:
        return requests.request(method, f"{self.admin.rstrip('/')}/api/{path}", timeout=10)

    def counted(self) -> tuple[int, int]:
        """Repeats that were dropped and events fetched over HTTP, of all its lives, as its log says last of each."""
        found = re.findall(r"position .* (\d+) repeats, (\d+) fetched", Path(self.log.name).read_text())
        lives: list[tuple[int, int]] = []
        for repeats, fetched in ((int(a), int(b)) for a, b in found):
            if lives and lives[-1] <= (repeats, fetched):
                lives.pop()
            lives.append((repeats, fetched))
        return sum(one[0] for one in lives), sum(one[1] for one in lives)

    def end(self) -> None:
        """End it for good."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(60)
        self.log.close()


def as_known(rows: list[dict[str, Any]]) -> list[tuple[int, str, int]]:
    """Events as they are compared: position, id, sequence."""
    return [(row["position"], row["id"], int(row["sequence"])) for row in rows]
