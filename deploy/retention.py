"""`make retention`: says what the rules of retention would forget in the running system; with `--forget` does it."""

import argparse
import json
import sys
import time
from typing import Any

import requests
from tqdm import tqdm

from deploy.places import state_folder

RUNS = "/v1/retention/runs"
LOOK_SECONDS = 1.0


class System:
    """The running system, asked as its administrator."""

    def __init__(self) -> None:
        path = state_folder() / "run.json"
        if not path.exists():
            raise SystemExit(f"hub311: nothing is running in {path.parent}; start it with `make run`")
        told = json.loads(path.read_text())
        self.url, self.headers = told["gateway"], {"Authorization": f"Bearer {told['tokens']['administrator']}"}

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Return an answer; a refusal ends the program with its words."""
        reply = requests.request(method, self.url + path, json=body, headers=self.headers, timeout=30)
        if not reply.ok:
            raise SystemExit(f"hub311: {reply.json()['detail']}")
        found: dict[str, Any] = reply.json()
        return found


def follow(system: System, run: dict[str, Any]) -> dict[str, Any]:
    """Wait for the end of a run and show how far it is."""
    with tqdm(desc="retention", unit=" objects", file=sys.stderr, disable=None) as bar:
        while run["finished_at"] is None:
            time.sleep(LOOK_SECONDS)
            run = system.ask("GET", f"{RUNS}/{run['id']}")
            bar.total = sum(rule["due"] or 0 for rule in run["rules"])
            bar.update(sum(rule["done"] for rule in run["rules"]) - bar.n)
    return run


def report(run: dict[str, Any]) -> str:
    """Return a run as a table."""
    head = f"{'what':8} {'forget':13} {'service type':20} {'days':>6} {'due':>9} {'held':>6} {'done':>9}"
    rows = [
        f"{r['object']:8} {r['forget']:13} {r['service_code'] or 'all':20} {r['days']:6} {r['due']:9,} {r['held']:6,} "
        f"{r['done']:9,}"
        for r in run["rules"]
    ]
    return "\n".join([head, *rows])


def main() -> None:
    """Count, or forget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forget", action="store_true", help="carry the rules out; without it they are only counted")
    system = System()
    run = system.ask("POST", RUNS, {"dry_run": not parser.parse_args().forget})
    print(report(follow(system, run)))


if __name__ == "__main__":
    main()
