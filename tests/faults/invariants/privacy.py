"""No event and no log line holds what a resident said of himself: the planted words are nowhere."""

from collections.abc import Iterator

from tests.faults.evidence import Evidence, Finding
from tests.faults.planted import MARKERS


def find(evidence: Evidence) -> Iterator[Finding]:
    """Search the messages of every outbox and every log file."""
    for row in evidence.said:
        for marker in MARKERS:
            if marker in row.body:
                yield Finding("personal data", f"{row.service}'s {row.type} {row.event_id} holds {marker!r}")
    for path in evidence.logs:
        with path.open(errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                for marker in (one for one in MARKERS if one in line):
                    yield Finding("personal data", f"{path.name}:{number} holds {marker!r}")
