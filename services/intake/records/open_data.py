"""Requests as the county publishes them: the columns of Montgomery County's data set, types that are not private."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from services.intake.records import columns
from services.intake.records.rows import OVER, Record, promise

DISTRICTS = {
    "x_electiondist": "election_district", "x_mdstatedist": "state_senate_district",
    "x_congdist": "congressional_district", "x_councildist": "council_district",
}  # fmt: skip


class Names(Protocol):
    """Who knows how things are called."""

    def name_of(self, kind: str, code: str | None, language: str = "en") -> str:
        """The name of an entry."""

    def entry(self, kind: str, code: str | None) -> Mapping[str, Any]:
        """What is known of it."""

    def is_public(self, code: str) -> bool:
        """Whether everybody may read requests of this type."""


def publish(record: Record, districts: Mapping[str, Any] | None, names: Names) -> Record:
    """A record of a request in the columns of the published data set; what is not known here is empty."""
    service = names.entry("service_type", record["service_code"])
    places = {kind: area for kind, area in (districts or {}).items() if isinstance(area, dict)}
    over = record["status"] in OVER
    closed = record["closed_at"] or (record["changed_at"] if over else None)
    said = {
        "sr_num": record["number"], "created": record["requested_at"], "closed": closed,
        "sr_stat_id": "Closed" if over else "Open", "department": names.name_of("department", record["department"]),
        "sr_area": service.get("group"), "sr_sub_area": names.name_of("service_type", record["service_code"]),
        "faq_ques_text": names.name_of("service_type", record["service_code"]),
        "x_sla": service.get("promise_business_days"), "x_city": places.get("municipality", {}).get("name"),
        "x_state": None, "x_zipcode": record["zip"], "sr_subtype_cd": record["channel"].replace("_", " ").title(),
        "last_upd": record["changed_at"], "number_of_days_open": days(record["requested_at"], closed),
    }  # fmt: skip
    said |= {column: places.get(kind, {}).get("code") for column, kind in DISTRICTS.items()} | _window(record)
    said["x_congdist"] = _whole(said["x_congdist"])
    return {name: said.get(name) for name in columns.OPEN_DATA}


def days(start: datetime, end: datetime | None) -> int | None:
    """Whole days between two instants; None while there is no end."""
    return (end - start) // timedelta(days=1) if end else None


def _window(record: Record) -> Record:
    """Whether the promise was kept; empty while that is open or none was made."""
    kept = promise(record["promised_by"], record["closed_at"])
    if kept not in ("kept", "missed"):
        return {"within_sla_window": None, "sla_yes": None, "sla_no": None}
    yes = kept == "kept"
    return {"within_sla_window": "Yes" if yes else "No", "sla_yes": int(yes), "sla_no": str(int(not yes))}


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
