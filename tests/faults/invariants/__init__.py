"""What must hold after every run, one module per group; each gives `find(evidence)`, a line per difference."""

from collections.abc import Callable, Iterable

from tests.faults.evidence import Evidence, Finding
from tests.faults.invariants import acceptance, feeds, hearing, histories, notices, privacy, responsibility, sequences

GROUPS: tuple[Callable[[Evidence], Iterable[Finding]], ...] = (
    acceptance.find,
    responsibility.find,
    sequences.find,
    feeds.find,
    hearing.find,
    notices.find,
    histories.find,
    privacy.find,
)
