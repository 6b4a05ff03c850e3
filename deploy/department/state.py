"""What a department knows of its work: built from its events alone, the same whenever it is built anew."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

OPEN = ("assigned", "accepted", "held")
BECOMES = {
    "request_assigned": "assigned",
    "assignment_accepted": "accepted",
    "assignment_held": "held",
    "assignment_completed": "completed",
    "assignment_returned": "returned",
    "assignment_withdrawn": "withdrawn",
}


@dataclass
class Work:
    """A piece of work: its state, and the sequence of the last event about its request."""

    id: str
    number: str
    status: str
    sequence: int


class State:
    """Work by id."""

    def __init__(self, events: Iterable[dict[str, Any]] = ()) -> None:
        self.work: dict[str, Work] = {}
        for event in events:
            self.apply(event)

    def apply(self, event: dict[str, Any]) -> None:
        """Take an event in; types that a later version of hub311 may add change nothing."""
        kind, data = event["type"].split(".")[2], event["data"]
        status = BECOMES.get(kind)
        if kind == "assignment_resumed":
            status = "accepted" if data.get("accepted", True) else "assigned"
        if status:
            sequence = int(event["sequence"])
            self.work[data["assignment_id"]] = Work(data["assignment_id"], event["subject"], status, sequence)

    def open(self) -> list[Work]:
        """Return the work that is not finished."""
        return [one for one in self.work.values() if one.status in OPEN]

    def as_lines(self) -> list[dict[str, Any]]:
        """Return all work, in one order, to be compared with another state."""
        return [asdict(one) for one in sorted(self.work.values(), key=lambda one: one.id)]
