"""How much of the modules that hold rules is run by the tests of their services, branches included.

`python -m deploy.covered [folders of tests]` is what `make coverage` calls. It runs on SQLite, measures the services
that tests start as processes too, and fails when all together are below LEAST or one is below LEAST_OF_ONE.
pyproject.toml says which modules count.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from deploy.check import run_alone, start_broker, test_environment

LEAST = 95.0  # percent of lines and branches, of all modules with rules together
LEAST_OF_ONE = 80.0
# Rules know neither broker nor hub: what does is the shell around them, which tests try with the real ones.
SHELL = re.compile(r"^(?:import|from) (?:nameko|eventlet|kombu|amqp)\b", re.MULTILINE)
TESTS = tuple(f"tests/{name}" for name in ("common", "intake", "routing", "geo", "kb", "notify"))
SQLITE = ("-n", "3", "--dist", "loadfile", "-q", "-k", "not postgresql")


def main(arguments: list[str]) -> int:
    """Run the tests, then name every module that is not covered well enough."""
    return run_alone(lambda running, folder: _measure(arguments or list(TESTS), running, folder))


def _measure(tests: list[str], running: ExitStack, folder: Path) -> int:
    report = folder / "coverage.json"
    environment = test_environment(start_broker(folder, running), None)
    environment["COVERAGE_FILE"] = str(folder / "data")
    status = _run(tests, report, environment)
    return status or _judge(json.loads(report.read_text())["files"])


def _run(tests: list[str], report: Path, environment: dict[str, str]) -> int:
    words = ["--cov", "--cov-report", f"json:{report}", *SQLITE, *tests]
    return subprocess.run([sys.executable, "-m", "pytest", *words], env=environment).returncode


def _judge(files: dict[str, dict[str, dict[str, float]]]) -> int:
    rules = {name: said for name, said in files.items() if not SHELL.search(Path(name).read_text())}
    shares = {name: said["summary"]["percent_covered"] for name, said in rules.items()}
    for name, share in sorted(shares.items()):
        if share < LEAST:
            print(f"coverage: {share:5.1f} % of {name}, not run: {_gaps(files[name])}")
    together, poor = _together(rules), [name for name, share in shares.items() if share < LEAST_OF_ONE]
    print(f"coverage: {sum(share >= LEAST for share in shares.values())} of {len(shares)} modules with rules are at")
    print(f"coverage: {LEAST:g} % or more, {len(poor)} below {LEAST_OF_ONE:g} %, all together at {together:.1f} %")
    return 1 if poor or together < LEAST else 0


def _together(rules: dict[str, dict[str, dict[str, float]]]) -> float:
    """Percent of all lines and branches of these modules that were run."""
    sums = [said["summary"] for said in rules.values()]
    run = sum(one["covered_lines"] + one["covered_branches"] for one in sums)
    return 100 * run / max(1, sum(one["num_statements"] + one["num_branches"] for one in sums))


def _gaps(said: dict[str, list[object]]) -> str:
    """Lines that no test runs, and branches (from->to) that none takes."""
    branches = [f"{start}->{end}" for start, end in said["missing_branches"] if start not in said["missing_lines"]]
    return ", ".join([*map(str, said["missing_lines"]), *branches])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
