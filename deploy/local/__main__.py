"""`python -m deploy.local run`: everything in the foreground until Ctrl-C. `status`: what runs, and where."""

from __future__ import annotations

import json
import os
import signal
import sys
import time

from deploy import processes
from deploy.broker import BrokerUnavailable
from deploy.broker.node import BrokerFailed, BrokerInUse
from deploy.local.folder_lock import is_held
from deploy.local.greeting import greet
from deploy.local.jobs import JobFailed
from deploy.local.stack import Stack, StackFailed, StackInUse
from deploy.places import state_folder
from deploy.postgres import PostgresFailed, PostgresUnavailable
from deploy.provision import ProvisionFailed
from deploy.status.telling import read_state, written

DEFAULT_PORT = 8311
TOLD = (
    StackFailed, StackInUse, JobFailed, ProvisionFailed, BrokerFailed, BrokerInUse, BrokerUnavailable, PostgresFailed,
    PostgresUnavailable,
)  # fmt: skip


def say(sentence: str) -> None:
    """Prints a line about what happens."""
    print(f"hub311: {sentence}", flush=True)


def run() -> int:
    """Starts everything, greets, and waits for Ctrl-C or SIGTERM; the exit status."""
    started = time.monotonic()
    port = int(os.environ.get("HUB311_PORT") or DEFAULT_PORT)
    stack = Stack(state_folder(), port, os.environ.get("HUB311_ENGINE") or "sqlite", say=say)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    processes.adopt_orphans()
    try:
        say(f"starting in {stack.folder}; logs are in {stack.folder / 'log'}")
        stack.start()
        say(f"ready after {time.monotonic() - started:.1f} s")
        greet(stack)
        signal.pause()
    except KeyboardInterrupt:
        say("stopping")
    except TOLD as reason:
        say(str(reason))
        return 1
    finally:
        _stop(stack)
    return 0


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _stop(stack: Stack) -> None:
    """Stops all; a second Ctrl-C does not leave anything half stopped."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    stack.stop()
    processes.reap_orphans()
    say("stopped")


def status() -> int:
    """Prints in sentences how the running instance does; exit status 1 when a part is down or none is running."""
    folder = state_folder()
    path = folder / "run.json"
    if not is_held(folder) or not path.exists():
        say(f"nothing is running in {folder}" if not is_held(folder) else f"starting in {folder}")
        return 1
    told = read_state(json.loads(path.read_text()))
    print(written(told), flush=True)
    return 0 if told.is_whole else 1


COMMANDS = {"run": run, "status": status}


if __name__ == "__main__":
    chosen = COMMANDS.get(sys.argv[1] if len(sys.argv) == 2 else "")
    sys.exit(chosen() if chosen else "usage: python -m deploy.local run | status")
