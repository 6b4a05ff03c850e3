"""What open screens cost: `python -m tests.load.screens`; CPU of a system at rest without and with screens."""

import argparse
import tempfile
import time
from itertools import cycle, islice
from typing import Any

from deploy.local.stack import Stack
from tests.load.processes import measure
from tests.screens import Listener

LEVELS = ("agent", "supervisor", "tier2", "administrator", "employee", "manager")
NUMBERS = ",".join(["827-147-5413"] * 25)


def cost(stack: Stack, seconds: float) -> dict[str, float]:
    """Return CPU-milliseconds a second by group of processes."""
    roots = {name: [pid] for name, pid in stack.pids().items() if pid}
    before = measure(roots).cpu_seconds
    time.sleep(seconds)
    after = measure(roots).cpu_seconds
    return {group: (after[group] - before[group]) * 1000 / seconds for group in roots}


def open_screens(run: dict[str, Any], count: int) -> list[Listener]:
    """Open so many, each of somebody who may, with 25 requests on it."""
    known = [name for name in run["tokens"] if name.partition(":")[0] in LEVELS]
    headers = [{"Authorization": f"Bearer {run['tokens'][name]}"} for name in islice(cycle(known), count)]
    return [Listener(run["gateway"], one, numbers=NUMBERS) for one in headers]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screens", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Stack(folder) as stack:
        time.sleep(wish.seconds / 2)
        without = cost(stack, wish.seconds)
        screens = open_screens(stack.run_json, wish.screens)
        assert all(screen.next()[0] == "ready" for screen in screens)
        time.sleep(5)
        during = cost(stack, wish.seconds)
    print(f"CPU-ms a second, {wish.seconds:g} s each")
    print(f"{'':12}{'no screen':>12}{f'{wish.screens} screens':>14}")
    for group, spent in without.items():
        print(f"{group:12}{spent:12.1f}{during[group]:14.1f}")
    print(f"{'all':12}{sum(without.values()):12.1f}{sum(during.values()):14.1f}")


if __name__ == "__main__":
    main()
