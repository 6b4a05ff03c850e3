"""Writes made_up_records.csv: invented request records in the form of the replay's input, always the same."""

import csv
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from tests.load.records import BOSTON, HERE, codes

COLUMNS = (
    "case_enquiry_id", "open_dt", "closed_dt", "closing_code", "case_title", "reason", "type", "source",
    "latitude", "longitude",
)  # fmt: skip


def write(path: Path, count: int = 400) -> None:
    """Write so many records over three invented days."""
    chance = random.Random(311)
    at = datetime(2011, 7, 1, 7, 0, 0)
    with path.open("w", newline="") as lines:
        out = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        out.writeheader()
        for case in range(1, count + 1):
            at += timedelta(seconds=chance.expovariate(1 / 600))
            out.writerow(_row(case, at, chance))


def _row(case: int, at: datetime, chance: random.Random) -> dict[str, object]:
    name = chance.choice(sorted(codes()))
    closed = at + timedelta(hours=chance.expovariate(1 / 30)) if chance.random() < 0.92 else None
    return {
        "case_enquiry_id": f"9{case:06d}",
        "open_dt": at.isoformat(sep=" ", timespec="seconds"),
        "closed_dt": closed.isoformat(sep=" ", timespec="seconds") if closed else "",
        "closing_code": chance.choice(["Resolved", "Resolved", "Noted", "Invalid", "Duplicate"]) if closed else "",
        "case_title": name,
        "reason": "Invented",
        "type": name,
        "source": chance.choice(["Constituent Call", "Self Service", "Citizens Connect App", "Employee Generated"]),
        "latitude": round(chance.uniform(BOSTON["south"], BOSTON["north"]), 4),
        "longitude": round(chance.uniform(BOSTON["west"], BOSTON["east"]), 4),
    }


if __name__ == "__main__":
    write(HERE / "made_up_records.csv")
    sys.exit(0)
