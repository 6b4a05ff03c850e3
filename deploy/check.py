"""Everything that has to be right: lint, format, types and all tests, on a private broker and database.

`python -m deploy.check [pytest arguments]` is what `make test` calls. Tests find their servers in
HUB311_TEST_AMQP_URI, HUB311_TEST_AMQP_ADMIN and, where PostgreSQL is installed, HUB311_TEST_POSTGRES.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from deploy import processes
from deploy.broker import PrivateBroker
from deploy.places import PROJECT
from deploy.postgres import PostgresUnavailable, PrivatePostgres

TYPED = (
    "services/*/contract.py",
    "services/*/contract/*.py",
    "services/**/rules.py",
    "services/**/rules/*.py",
)
# Most of a test's time is waiting for a broker or a process; the tests of a file share what they started.
SIDE_BY_SIDE = ("-n", "3", "--dist", "loadfile", "-q", "--durations", "15")
MYPY = ("-m", "mypy", "--follow-imports=silent", "--no-error-summary")


def main(arguments: list[str]) -> int:
    """Runs the checks in order and stops at the first that fails; the exit status is that one's."""
    return run_alone(lambda running, folder: _check(arguments, running, folder))


def run_alone(work: Callable[[ExitStack, Path], int]) -> int:
    """Give work a folder of its own, and leave neither the folder nor any process behind however it ends."""
    os.chdir(PROJECT)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    processes.adopt_orphans()
    folder = Path(tempfile.mkdtemp(prefix="hub311-check-"))
    folder.chmod(0o755)
    try:
        with ExitStack() as running:
            return work(running, folder)
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        processes.reap_orphans()


def _check(arguments: list[str], running: ExitStack, folder: Path) -> int:
    broker = start_broker(folder, running)
    for name, words in _static_checks():
        if status := _run(name, words):
            return status
    environment = test_environment(broker, _start_postgres(folder, running))
    words = arguments or ["tests", *SIDE_BY_SIDE]
    return subprocess.run([sys.executable, "-m", "pytest", *words], env=environment).returncode


def _static_checks() -> list[tuple[str, tuple[str, ...]]]:
    typed = sorted({str(path) for pattern in TYPED for path in Path().glob(pattern)})
    checks: list[tuple[str, tuple[str, ...]]] = [
        ("lint", ("-m", "ruff", "check", "--quiet", ".")),
        ("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    ]
    if typed:
        checks.append(("types of contracts and rules", (*MYPY, *typed)))
    return checks


def _run(name: str, words: tuple[str, ...]) -> int:
    started = time.monotonic()
    status = subprocess.run([sys.executable, *words]).returncode
    verdict = "ok" if status == 0 else "FAILED"
    print(f"check: {name} {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
    return status


def start_broker(folder: Path, running: ExitStack) -> PrivateBroker | None:
    """A broker of our own that starts while the static checks run; None when a broker is given."""
    if os.environ.get("HUB311_TEST_AMQP_URI"):
        return None
    broker = PrivateBroker(folder / "broker")
    running.callback(broker.discard)
    broker.start(wait=False)
    return broker


def _start_postgres(folder: Path, running: ExitStack) -> PrivatePostgres | None:
    if os.environ.get("HUB311_TEST_POSTGRES"):
        return None
    postgres = PrivatePostgres(folder / "postgres")
    running.callback(postgres.discard)
    try:
        postgres.start()
    except PostgresUnavailable as reason:
        print(f"check: tests on PostgreSQL are left out. {reason}", flush=True)
        return None
    return postgres


def test_environment(broker: PrivateBroker | None, postgres: PrivatePostgres | None) -> dict[str, str]:
    """The environment of the tests: where their servers are."""
    environment = dict(os.environ)
    if broker:
        broker.wait_ready()
        environment |= {"HUB311_TEST_AMQP_URI": broker.amqp_uri, "HUB311_TEST_AMQP_ADMIN": broker.admin_url}
    if postgres:
        environment["HUB311_TEST_POSTGRES"] = postgres.url("postgres")
    return environment


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
