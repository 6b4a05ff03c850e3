"""Sequences count 1..n per source and subject: as said, as written in the message, as departments got them."""

from collections import defaultdict
from collections.abc import Iterator

import orjson

from tests.faults.evidence import Evidence, Finding, Said
from tests.faults.witness import Delivery


def find(evidence: Evidence) -> Iterator[Finding]:
    """Check every outbox, then what departments received."""
    for (service, subject), rows in _by_subject(evidence).items():
        yield from _counted(service, subject, rows)
    for row in evidence.said:
        yield from _same_inside(row)
    yield from _as_received(evidence)


def _by_subject(evidence: Evidence) -> dict[tuple[str, str], list[Said]]:
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for row in sorted(evidence.said, key=lambda one: (one.service, one.row)):
        found[(row.service, row.subject)].append(row)
    return found


def _counted(service: str, subject: str, rows: list[Said]) -> Iterator[Finding]:
    sequences = [row.sequence for row in rows]
    if sequences == list(range(1, len(rows) + 1)):
        return
    ids = ", ".join(f"{row.sequence} {row.type} {row.event_id}" for row in rows)
    if sorted(sequences) == list(range(1, len(rows) + 1)):
        yield Finding("sequence", f"{service} said events about {subject} out of order: {ids}")
    else:
        yield Finding("sequence", f"{service} has a hole or a double about {subject}: {ids}")


def _same_inside(row: Said) -> Iterator[Finding]:
    message = orjson.loads(row.body)
    if (message["id"], message["subject"], int(message["sequence"])) != (row.event_id, row.subject, row.sequence):
        yield Finding("sequence", f"{row.service}'s row of {row.event_id} and its message do not say the same")


def _as_received(evidence: Evidence) -> Iterator[Finding]:
    """In the order of first occurrence, per department and subject, no sequence comes before a lower one."""
    said = {row.event_id: row for row in evidence.said if row.service == "routing"}
    last: dict[tuple[str, str], Delivery] = {}
    seen: set[tuple[str, str]] = set()
    for one in evidence.deliveries:
        if (one.department, one.event_id) in seen:
            continue
        seen.add((one.department, one.event_id))
        before = last.get((one.department, one.subject))
        if before and before.sequence >= one.sequence:
            order = f"{before.sequence} ({before.event_id}) then {one.sequence} ({one.event_id})"
            yield Finding("sequence", f"{one.department} received of {one.subject} {order}")
        last[(one.department, one.subject)] = one
        if one.event_id in said and said[one.event_id].sequence != one.sequence:
            yield Finding("sequence", f"{one.department} received {one.event_id} with the sequence {one.sequence}")
