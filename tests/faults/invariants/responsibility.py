"""Every request is somebody's: exactly one current assignment, or a referral, or a place in triage."""

from collections import Counter
from collections.abc import Iterator

from tests.faults.evidence import Evidence, Finding

AT_WORK = ("assigned", "in_progress", "on_hold", "closed")
SHOWN_AS = {"department": AT_WORK, "agency": ("referred",), "triage": ("open",)}


def find(evidence: Evidence) -> Iterator[Finding]:
    """Compare intake's requests with routing's cases and assignments."""
    current = Counter(one.number for one in evidence.assignments if one.current)
    for number, times in sorted(current.items()):
        if times > 1:
            ids = ", ".join(one.id for one in evidence.assignments if one.current and one.number == number)
            yield Finding("assignment", f"{number} has {times} current assignments: {ids}")
    for request in evidence.requests:
        yield from _somebodys(evidence, request.number, current[request.number])
    yield from _agree(evidence)
    for number in sorted(set(evidence.cases) - {request.number for request in evidence.requests}):
        yield Finding("assignment", f"routing has a case {number} that intake does not know")


def _somebodys(evidence: Evidence, number: str, current: int) -> Iterator[Finding]:
    outcome = evidence.cases.get(number)
    if outcome is None:
        yield Finding("assignment", f"{number} was never decided by routing")
    elif outcome == "triage" and number not in evidence.triage:
        yield Finding("assignment", f"{number} went to triage and does not wait there")
    elif outcome in ("department", "closed") and not current:
        yield Finding("assignment", f"{number} has no current assignment, its outcome is {outcome}")
    elif outcome not in ("department", "closed") and current:
        yield Finding("assignment", f"{number} has a current assignment, its outcome is {outcome}")


def _agree(evidence: Evidence) -> Iterator[Finding]:
    """What the resident sees is what routing has."""
    departments = {one.number: one for one in evidence.assignments if one.current}
    for request in evidence.requests:
        mine = departments.get(request.number)
        if request.status in AT_WORK and (mine is None or mine.department != request.department):
            whose = mine.department if mine else "nobody"
            yield Finding("assignment", f"{request.number}: intake shows {request.department}, routing has {whose}")
        if mine and mine.status == "completed" and request.status != "closed":
            yield Finding("assignment", f"{request.number} is completed in routing and {request.status} in intake")
        outcome = evidence.cases.get(request.number, "")
        if request.status not in SHOWN_AS.get(outcome, (request.status,)):
            yield Finding("assignment", f"{request.number} is {request.status} in intake, routing decided {outcome}")
