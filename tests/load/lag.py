"""How long a request takes from intake's transaction to the department's queue."""

from pathlib import Path

from sqlalchemy import select

from services.common import clock
from services.common.database import engine_for
from services.common.outbox import OUTBOX


def milliseconds(intake_url: str, journal: Path, numbers: set[str]) -> list[float]:
    """Return the lag of each of these requests that reached a department, sorted; the clock starts at the insert."""
    said = {}
    with engine_for(intake_url).connect() as connection:
        query = select(OUTBOX.c.subject, OUTBOX.c.said_at).where(OUTBOX.c.type == "request_opened")
        for row in connection.execute(query):
            said[row.subject] = clock.as_utc(row.said_at).timestamp()  # type: ignore[union-attr]
    lags = []
    for line in journal.read_text().splitlines():
        number, arrived = line.split("\t")
        if number in numbers and number in said:
            lags.append((float(arrived) - said[number]) * 1000)
    return sorted(lags)


def percentile(ordered: list[float], share: float) -> float:
    """Return the value that this share did not exceed, 0 of nothing."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
