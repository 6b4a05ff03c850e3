"""The runs of `make faults` in miniature: parts are away, processes are killed, and the checker finds nothing."""

import asyncio

from tests.faults.chaos import Blow, Chaos
from tests.faults.degraded import Outage
from tests.faults.run import Run

# Speed is measured by the long runs; here an answer has only to come.
PATIENT_SECONDS = 20.0
PER_SECOND = 5.0


async def outage_and_kills(run: Run) -> None:
    """Everything behind intake away, the broker killed and in alarm, all back; then routing is killed."""
    await Outage(phase_seconds=1.5, limit_seconds=PATIENT_SECONDS)(run)
    await Chaos((Blow("routing"),), steady_seconds=2.0).strike(run)


def test_nothing_is_lost_doubled_or_out_of_order_when_parts_are_away_or_killed(stack):
    run = Run(stack, per_second=PER_SECOND)

    findings = asyncio.run(run.go(outage_and_kills))

    assert [str(finding) for finding in findings] == []
    assert len(run.evidence.answered) > 0
