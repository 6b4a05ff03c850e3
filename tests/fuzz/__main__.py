"""`make fuzz`: calls made from /openapi.json by schemathesis against a system of its own, limits off.

`python -m tests.fuzz [--calls 10000] [--seed 311] [--engine sqlite] [--url URL --run-json FILE]`; writes var/fuzz.json.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from deploy.local import Stack
from deploy.places import state_folder
from tests.fuzz import callers, ground
from tests.fuzz.run import FAILED, Findings, Run

WANTED_SHARE = 0.4
MOST_ERRORS = 10
LET_IN = (*range(200, 400), 409, 412, 413, 415, 422, 428)
SETTINGS = {"HUB311_LIMITS": "off", "HUB311_GATEWAY_CALLS": "100000", "HUB311_GATEWAY_IN_FLIGHT": "100000"}
SETTINGS |= ground.SETTINGS


def judge(findings: Findings) -> dict[str, Any]:
    """Return the figures of a run and what is wrong with it."""
    calls = sum(findings.statuses.values())
    good = sum(count for status, count in findings.statuses.items() if 200 <= status < 300)
    unreached = [route for route, seen in findings.routes.items() if not any(status in LET_IN for status in seen)]
    never_good = [r for r, seen in findings.routes.items() if not any(200 <= status < 300 for status in seen)]
    failed = sum(findings.statuses[status] for status in FAILED)
    ok = not failed and not findings.faults and not unreached and good >= WANTED_SHARE * calls
    return {
        "calls": calls, "good_share": round(good / max(calls, 1), 3), "failed": failed, "routes": len(findings.routes),
        "unreached": sorted(unreached), "never_good": sorted(never_good), "violations": len(findings.faults),
        "statuses": {str(s): n for s, n in sorted(findings.statuses.items())}, "ok": ok,
    }  # fmt: skip


def errors(logs: Path) -> list[str]:
    """The last errors that services and gateway have logged."""
    lines = [line for path in sorted(logs.glob("*.log")) for line in path.read_text(errors="replace").splitlines()]
    return [line for line in lines if '"level": "error"' in line][-MOST_ERRORS:]


def show(figures: dict[str, Any], findings: Findings) -> None:
    """Print the figures, then each kind of fault with the call that shows it."""
    for name, value in figures.items():
        print(f"  {name:<12} {value}")
    for kind, shown in findings.faults.items():
        print(f"\n{kind}\n" + "\n".join(shown))


def main(arguments: list[str]) -> int:
    """Run; the exit status is 0 when nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=311)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    given = parser.parse_args(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hub311-fuzz-") as folder:
        with Stack(folder, engine=given.engine, environment=SETTINGS) as stack, ground.laid(stack):
            run = Run(stack.url, callers.read(stack.run_json), given.seed)
            run.prepare(given.calls)
            findings = run.call(given.calls)
            logged = errors(Path(folder) / "log")
    figures = judge(findings)
    print(f"hub311: fuzz, {given.calls} calls in {time.monotonic() - started:.0f} s, seed {given.seed}")
    show(figures, findings)
    print("\n".join(logged))
    routes = {route: {str(status): n for status, n in seen.items()} for route, seen in findings.routes.items()}
    state_folder().mkdir(parents=True, exist_ok=True)
    (state_folder() / "fuzz.json").write_text(json.dumps(figures | {"by_route": routes}, indent=2) + "\n")
    return 0 if figures["ok"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
