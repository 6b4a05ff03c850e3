"""How much of the modules that hold rules is run by the tests of their services, branches included.

`python -m deploy.covered [folders of tests]` is what `make coverage` calls. It runs on SQLite, measures the services
that tests start as processes too, and fails when a module is below LEAST. pyproject.toml says which modules count.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from deploy import processes
from deploy.check import start_broker, test_environment
from deploy.places import PROJECT

LEAST = 95.0  # percent of lines and branches
TESTS = tuple(f"tests/{name}" for name in ("common", "intake", "routing", "geo", "kb", "notify"))
SQLITE = ("-n", "3", "--dist", "loadfile", "-q", "-k", "not postgresql")


def main(arguments: list[str]) -> int:
    """Run the tests, then name every module that is not covered well enough."""
    os.chdir(PROJECT)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    processes.adopt_orphans()
    try:
        with ExitStack() as running:
            folder = Path(tempfile.mkdtemp(prefix="hub311-coverage-"))
            running.callback(shutil.rmtree, folder, ignore_errors=True)
            report = folder / "coverage.json"
            environment = test_environment(start_broker(folder, running), None)
            environment["COVERAGE_FILE"] = str(folder / "data")
            status = _run(arguments or list(TESTS), report, environment)
            return status or _judge(json.loads(report.read_text())["files"])
    finally:
        processes.reap_orphans()


def _run(tests: list[str], report: Path, environment: dict[str, str]) -> int:
    words = ["--cov", "--cov-report", f"json:{report}", *SQLITE, *tests]
    return subprocess.run([sys.executable, "-m", "pytest", *words], env=environment).returncode


def _judge(files: dict[str, dict[str, dict[str, float]]]) -> int:
    shares = {name: said["summary"]["percent_covered"] for name, said in files.items()}
    below = {name: share for name, share in shares.items() if share < LEAST}
    for name, share in sorted(below.items()):
        print(f"coverage: {share:5.1f} % of {name}, not run: {_gaps(files[name])}")
    print(f"coverage: {len(shares) - len(below)} of {len(shares)} modules with rules are at {LEAST:g} % or more")
    return 1 if below else 0


def _gaps(said: dict[str, list[object]]) -> str:
    """Lines that no test runs, and branches (from->to) that none takes."""
    branches = [f"{start}->{end}" for start, end in said["missing_branches"] if start not in said["missing_lines"]]
    return ", ".join([*map(str, said["missing_lines"]), *branches])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
