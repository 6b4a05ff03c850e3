"""Bugs on purpose: one short run for each, with the bug in a running service, and the checker must name it."""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.faults.evidence import Finding
from tests.faults.run import Run, fresh
from tests.faults.seeded import BUGS

STEADY_SECONDS = 8.0
QUIET_SECONDS = 25.0
CLEAN = ""


@dataclass(frozen=True)
class Verdict:
    """What the checker said of a run with a bug, or of the clean one."""

    bug: str
    answered: int
    findings: list[Finding]

    @property
    def expected(self) -> str:
        """The invariant that the bug breaks; none for the clean run."""
        return BUGS[self.bug][2] if self.bug else CLEAN

    @property
    def is_right(self) -> bool:
        """Whether the checker found what there is to find."""
        if not self.bug:
            return not self.findings and self.answered > 0
        return any(finding.invariant == self.expected for finding in self.findings)

    def __str__(self) -> str:
        found = [finding for finding in self.findings if finding.invariant == self.expected] or self.findings
        first = f": {found[0]}" if found else ""
        name = self.bug or "no bug"
        return f"{'ok' if self.is_right else 'FAILED'} {name}, {len(self.findings)} findings{first}"


def run_seeded(bug: str, engine: str = "sqlite") -> Verdict:
    """A fresh system with this bug, some seconds of residents and departments, and the judgement."""
    settings = {"HUB311_TEST_BUILD": "1", "HUB311_SEEDED_BUG": bug} if bug else {}
    folder = Path(tempfile.mkdtemp(prefix="hub311-seed-"))
    try:
        with fresh(folder, engine, environment=settings) as stack:
            run = Run(stack, quiet_seconds=QUIET_SECONDS if bug else 2 * QUIET_SECONDS)
            asyncio.run(run.go(lambda _: asyncio.sleep(STEADY_SECONDS)))
        return Verdict(bug, len(run.evidence.answered), run.findings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_all(engine: str, chosen: list[str]) -> int:
    """Every chosen bug and the clean run, a line each; the exit status."""
    verdicts = []
    for bug in chosen:
        verdicts.append(run_seeded(bug, engine))
        print(f"seeds: {verdicts[-1]}", flush=True)
    wrong = [verdict for verdict in verdicts if not verdict.is_right]
    for verdict in (one for one in wrong if not one.bug):
        for finding in verdict.findings[:20]:
            print(f"FINDING {finding}", flush=True)
    bugs = sum(1 for verdict in verdicts if verdict.bug)
    missed = sum(1 for verdict in wrong if verdict.bug)
    clean = " ".join(f"clean_run={'silent' if one.is_right else 'FAILED'}" for one in verdicts if not one.bug)
    print(f"seeds: {'FAILED' if wrong else 'ok'} bugs={bugs} found={bugs - missed} {clean}", flush=True)
    return 1 if wrong else 0
