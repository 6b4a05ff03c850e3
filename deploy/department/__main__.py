"""`make department CODE=dot`: plays a department's system against the running hub311, with a journal on disk."""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from deploy.department.hub import Hub
from deploy.department.recording import record
from deploy.department.system import System

SAY_SECONDS = 5.0
MOST_RECORDED = 1000


def main(arguments: list[str]) -> int:
    """Find the keys in run.json, then take events until told to stop."""
    given = _parse(arguments)
    run = _read_run(given.var)
    if given.code not in run["departments"]:
        print(f"hub311: no department {given.code}; there are {', '.join(run['departments'])}", file=sys.stderr)
        return 2
    access = run["departments"][given.code]
    try:
        return _run(given, access, run["gateway"])
    except BlockingIOError:
        print(f"hub311: the system of {given.code} runs already", file=sys.stderr)
        return 2


def _run(given: argparse.Namespace, access: dict[str, str], gateway: str) -> int:
    system = System(
        given.folder or given.var / "departments" / given.code, Hub(gateway, access["api_key"]), not given.idle
    )
    if given.record:
        print(f"{record(system.hub, given.record, MOST_RECORDED)} events in {given.record}")
        return 0
    if given.rebuild:
        system.rebuild()
    if given.rebuild or given.reconcile:
        return _compare(system, given.reconcile)
    over = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: over.set())
    threading.Thread(target=_report, args=(given.code, system, over), daemon=True).start()
    if access.get("amqp_uri") and not given.http:
        system.consume(access["amqp_uri"], access["queue"], over.is_set)
    else:
        system.poll(over.is_set)
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make department", description=__doc__)
    parser.add_argument("code", help="the department's code, as dot")
    parser.add_argument("--http", action="store_true", help="ask over HTTP instead of consuming the queue")
    parser.add_argument("--idle", action="store_true", help="take events and do no work")
    parser.add_argument("--rebuild", action="store_true", help="read the feed from position 0 into a new journal, end")
    parser.add_argument("--reconcile", action="store_true", help="say what is open here, print what differs, end")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write the first 1,000 events to a file, end")
    parser.add_argument("--folder", type=Path, help="where the journal is (var/departments/<code>)")
    parser.add_argument("--var", type=Path, default=Path(os.environ.get("HUB311_VAR") or "var"))
    return parser.parse_args(arguments)


def _read_run(folder: Path) -> Any:
    path = folder / "run.json"
    if not path.exists():
        raise SystemExit(f"hub311: nothing is running in {folder}; start it with `make run`")
    return json.loads(path.read_text())


def _compare(system: System, reconcile: bool) -> int:
    system.catch_up()
    print(f"position {system.journal.last}, {len(system.state.open())} open of {len(system.state.work)}")
    if not reconcile:
        return 0
    found, differences = system.reconcile()
    for one in differences:
        print(f"{one['kind']:14} {one['assignment_id']} {one['number'] or ''} here {one['here']}, there {one['there']}")
    print(f"{found['listed']} listed, {len(differences)} differences, {found['moving']} changed meanwhile")
    return 1 if differences else 0


def _report(code: str, system: System, over: threading.Event) -> None:
    """Say now and then how far it is, and how far behind."""
    while not over.wait(SAY_SECONDS):
        head = system.hub.status()["head"]
        journal = system.journal
        print(
            f"{code}: position {journal.last} of {head}, {max(0, head - journal.last)} behind, "
            f"{len(system.state.open())} open, {journal.repeats} repeats, {system.filled} fetched over HTTP",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
