"""Notes what is said of requests for the offices of their districts, where the relay gives positions.

It costs a create nothing but one INSERT for a whole batch of the relay, and nothing at all while there are no offices.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.statements import insert_new, run
from services.routing.districts.offices import Districts, districts_of
from services.routing.feed.positions import assign_positions
from services.routing.models import CatalogueEntry, CatalogueRevision, DistrictStep

STEPS: Table = DistrictStep.__table__
LOOK_SECONDS = 1.0
STATUS_OF = {
    "request_assigned": "assigned",
    "request_referred": "referred",
    "request_triaged": "open",
    "assignment_accepted": "in_progress",
    "assignment_held": "on_hold",
    "assignment_resumed": "in_progress",
    "assignment_completed": "closed",
    "assignment_withdrawn": "closed",
    "deadline_missed": "late",
}
ENDED = ("withdrawn", "closed", "merged")  # other withdrawals are followed by a new assignment, which is noted


class Noting:
    """Prepares rows of the outbox for the relay: positions first, then what the offices will hear."""

    def __init__(self) -> None:
        self._districts: Districts = {}
        self._revision: int | None = None
        self._looked_at = 0.0

    def __call__(self, session: Session, rows: Sequence[dict[str, Any]]) -> None:
        """Complete the rows and note steps, if there is any office."""
        assign_positions(session, rows)
        if self.districts(session):
            note_steps(session, rows)

    def districts(self, session: Session) -> Districts:
        """Return which office represents which district, at most a second old."""
        now = clock.monotonic_seconds()
        if self._revision is None or now - self._looked_at >= LOOK_SECONDS:
            revision = session.execute(select(CatalogueRevision.number)).scalar() or 0
            if revision != self._revision:
                query = select(CatalogueEntry.code, CatalogueEntry.entry).where(CatalogueEntry.kind == "department")
                self._districts = districts_of({row.code: row.entry for row in session.execute(query)})
            self._revision, self._looked_at = revision, now
        return self._districts


def note_steps(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write the steps that offices hear of; what the relay publishes again is known by its event."""
    steps = [
        {"event_id": row["event_id"], "number": row["subject"], "status": STATUS_OF[row["type"]], "at": row["said_at"]}
        for row in rows
        if row["type"] in STATUS_OF and _counts(row)
    ]
    if steps:
        run(session, insert_new(session, STEPS, "event_id"), steps)


def _counts(row: dict[str, Any]) -> bool:
    if row["type"] == "assignment_withdrawn":
        return orjson.loads(row["body"])["data"]["reason"] in ENDED
    if row["type"] == "deadline_missed":
        return bool(orjson.loads(row["body"])["data"]["clock"] == "completion")
    return True
