"""A request's history is a legal path, ends where the request stands, and a closed one says how and why."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.faults.evidence import Evidence, Finding, Kept, Step

MAY_FOLLOW = {
    "open": {"open", "assigned", "referred", "closed"},
    "assigned": {"assigned", "in_progress", "open", "referred", "closed"},
    "in_progress": {"in_progress", "on_hold", "assigned", "open", "referred", "closed"},
    "on_hold": {"in_progress", "assigned", "open", "referred", "closed"},
    "referred": {"assigned", "open", "closed"},
    "closed": {"open"},
}
CODES = ("done", "no_action", "unable", "duplicate", "withdrawn", "referred")


def find(evidence: Evidence) -> Iterator[Finding]:
    """Walk every request's history."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in evidence.history:
        steps[step.number].append(step)
    for request in evidence.requests:
        yield from _walk(request, steps.pop(request.number, []))
    for number in sorted(steps):
        yield Finding("history", f"{number} has a history and is no request")


def _walk(request: Kept, steps: list[Step]) -> Iterator[Finding]:
    path = [step.status for step in steps]
    if not path or path[0] != "open" or path[-1] != request.status:
        yield Finding("history", f"{request.number} is {request.status}, its history says {' → '.join(path)}")
    for before, after in pairwise(path):
        if after not in MAY_FOLLOW[before]:
            yield Finding("history", f"{request.number} went from {before} to {after}")
    for step in steps:
        if step.status == "closed" and not (step.code in CODES and step.text):
            yield Finding("history", f"{request.number} was closed without a code or a text")
    if request.status == "closed" and not (request.close_code in CODES and request.close_text):
        yield Finding("history", f"{request.number} is closed and does not say how or why")
