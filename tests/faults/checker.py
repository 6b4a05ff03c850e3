"""Judges the evidence of a run: every difference between what was promised and what was seen, one line each."""

from collections import Counter

from tests.faults.evidence import Evidence, Finding
from tests.faults.invariants import GROUPS

MOST_SHOWN = 60


def check(evidence: Evidence) -> list[Finding]:
    """Every finding of every group of invariants."""
    return [finding for group in GROUPS for finding in group(evidence)]


def figures(evidence: Evidence) -> dict[str, int]:
    """What the evidence amounts to."""
    outcomes = Counter(evidence.cases.values())
    first = {(one.department, one.event_id) for one in evidence.deliveries}
    return {
        "answered": len(evidence.answered),
        "assigned": outcomes["department"] + outcomes["closed"],
        "referred": outcomes["agency"],
        "triaged": outcomes["triage"],
        "closed": sum(request.status == "closed" for request in evidence.requests),
        "events": len(evidence.said),
        "heard": len(evidence.heard),
        "deliveries": len(evidence.deliveries),
        "redelivered": len(evidence.deliveries) - len(first),
        "mails": len(evidence.mails),
        "copies": len(evidence.mails) - len({mail.message_id for mail in evidence.mails}),
    }


def report(findings: list[Finding]) -> None:
    """Print the findings, or the first of them with how many there are."""
    for finding in findings[:MOST_SHOWN]:
        print(f"FINDING {finding}", flush=True)
    if len(findings) > MOST_SHOWN:
        print(f"FINDING … and {len(findings) - MOST_SHOWN} more", flush=True)
