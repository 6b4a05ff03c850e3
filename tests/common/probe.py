"""A service of tests: `nameko run tests.common.probe:ProbeService`; it echoes, naps, refuses, breaks and hears.

PROBE_FOLDER is where it writes what it does (a line a thing) and looks for the files that steer it.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import eventlet

from services.common.database import DatabaseAway
from services.common.envelope import Heard
from services.common.groups import GroupCommit
from services.common.inbox import hear
from services.common.peers import Peer
from services.common.rpc import answers
from services.common.service import Service, configure
from services.common.tables import service_base
from services.common.timers import timer

configure("probe")

from tests.common import probe_contract as contract  # noqa: E402

Base = service_base()
FOLDER = Path(os.environ.get("PROBE_FOLDER", "."))


def note(name: str, text: str) -> None:
    """Append a line to a file of the probe."""
    with (FOLDER / name).open("a") as file:
        file.write(text + "\n")


def keep_all(store: Any, items: list[str]) -> list[int]:
    """Keep a group of words in one transaction; the word bad fails all of it."""
    with store.transaction():
        if "bad" in items:
            raise contract.Cracked("bad")
        note("groups", " ".join(items))
        return [len(item) for item in items]


class ProbeService(Service):
    """What the tests of the plumbing call."""

    name = "probe"
    contract = contract
    keeper = GroupCommit(keep_all)
    probe = Peer("probe")
    nobody = Peer("nobody")

    @answers(contract.ECHO)
    def echo(self, message: dict[str, Any], caller: Any) -> dict[str, Any]:
        """Say it back."""
        return {"text": message["text"], "caller": f"{caller.kind}:{caller.subject}", "unknown": 1}

    @answers(contract.NAP)
    def nap(self, message: dict[str, Any], caller: Any) -> dict[str, Any]:
        """Note the start, wait until the file `wake` is there, note the end."""
        note("naps", f"start {message['text']}")
        while not (FOLDER / "wake").exists():
            eventlet.sleep(0.02)
        note("naps", f"end {message['text']}")
        return {"text": message["text"]}

    @answers(contract.KEEP)
    def keep(self, message: dict[str, Any], caller: Any) -> dict[str, Any]:
        """Keep a word together with whoever comes at the same moment."""
        return {"count": self.keeper(message["text"])}

    @answers(contract.REFUSE)
    def refuse(self, message: dict[str, Any], caller: Any) -> dict[str, Any]:
        """Refuse."""
        raise contract.Cracked("as asked", errors=[{"pointer": "/text", "detail": message["text"]}])

    @answers(contract.BREAK)
    def break_down(self, message: dict[str, Any], caller: Any) -> dict[str, Any]:
        """Fail with an error that quotes what a resident wrote."""
        raise RuntimeError(message["text"])

    @answers(contract.RELAY)
    def relay_words(self, message: dict[str, Any], caller: Any) -> dict[str, Any]:
        """Ask a peer: this service, or one that nobody has ever started."""
        peer = self.nobody if message["text"] == "nobody" else self.probe
        return peer.call(contract.ECHO, {"text": message["text"]})

    @answers(contract.ASK_INSIDE)
    def ask_inside(self, message: dict[str, Any], caller: Any) -> dict[str, Any]:
        """Try a call between BEGIN and COMMIT."""
        with self.db.transaction():
            return self.probe.call(contract.ECHO, message)

    @timer(interval=0.1)
    def tick(self) -> None:
        """Stumble over a file that is there: one stands for a bug, one for a database that is away."""
        for name, error in (("bug", RuntimeError("says Ana Flores")), ("away", DatabaseAway("now"))):
            if (FOLDER / name).exists():
                note("ticks", name)
                raise error

    @hear("intake", "#")
    def hear_intake(self, session: Any, events: Sequence[Heard]) -> None:
        """Note what was heard."""
        for event in events:
            note("heard", f"{event.subject} {event.sequence}")
