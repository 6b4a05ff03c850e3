"""Request records of another city, read by path, as requests of the sample county."""

import csv
import gzip
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from tests.load.bodies import SAMPLE, required_answers

HERE = Path(__file__).parent
UNKNOWN = "something-else"
CHANNELS = {
    "Constituent Call": "phone",
    "Employee Generated": "internal",
    "Self Service": "web",
    "Citizens Connect App": "mobile",
    "Twitter": "social",
}
CLOSE_CODES = {"Duplicate": "duplicate", "Invalid": "no_action", "Noted": "no_action"}

# Boston's records lie in this box (degrees); each of its corners is laid on the same corner of the county's box.
BOSTON = {"west": -71.181, "south": 42.2325, "east": -70.9949, "north": 42.3943}


@dataclass(frozen=True)
class Record:
    """A request of the file: when it came and was closed there, and what to send here."""

    case: str
    opened: datetime
    closed: datetime | None
    close_code: str
    body: dict[str, Any]


def read(path: Path, most: int | None = None) -> Iterator[Record]:
    """Yield the records of a CSV file (also gzipped) in the file's order, at most so many."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as lines:
        for row in islice(csv.DictReader(lines), most):
            yield _record(row)


def _record(row: dict[str, str]) -> Record:
    code = service_code(row["type"])
    lat, long = moved(float(row["latitude"]), float(row["longitude"]))
    case = row["case_enquiry_id"]
    body = {
        "service_code": code,
        "description": f"{row['case_title']} ({row['reason']})",
        "answers": required_answers(code),
        "location": {"lat": lat, "long": long},
        "resident": {"name": f"Resident of case {case}", "email": f"case-{case}@example.org"},
        "channel": CHANNELS.get(row["source"], "web"),
    }
    closed = datetime.fromisoformat(row["closed_dt"]) if row["closed_dt"] else None
    return Record(
        case, datetime.fromisoformat(row["open_dt"]), closed, CLOSE_CODES.get(row["closing_code"], "done"), body
    )


@cache
def codes() -> dict[str, str]:
    """Return the service type that stands for each type of the file."""
    groups = tomllib.loads((HERE / "boston_types.toml").read_text())
    return {name: code for code, names in groups.items() for name in names}


def service_code(type_name: str) -> str:
    """Return the county's service type for a type of the file."""
    return codes().get(type_name, UNKNOWN)


@cache
def _county_box() -> tuple[float, float, float, float]:
    return tuple(json.loads((SAMPLE / "county.json").read_text())["bbox"])


def moved(lat: float, long: float) -> tuple[float, float]:
    """Move a point of Boston into the county: the boxes are laid on each other, shrunk to the county's middle half."""
    west, south, east, north = _county_box()
    right = min(1.0, max(0.0, (long - BOSTON["west"]) / (BOSTON["east"] - BOSTON["west"])))
    up = min(1.0, max(0.0, (lat - BOSTON["south"]) / (BOSTON["north"] - BOSTON["south"])))
    share = 0.25
    new_long = west + (east - west) * (share + right * (1 - 2 * share))
    new_lat = south + (north - south) * (share + up * (1 - 2 * share))
    return round(new_lat, 6), round(new_long, 6)
