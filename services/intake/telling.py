"""A request as an event moves it, and what intake says of that."""

from dataclasses import dataclass, field
from typing import Any

from services.common import clock
from services.common.envelope import Event, Heard


@dataclass
class Step:
    """A request with what an event changes of it, before it is written."""

    id: int
    number: str
    drill: bool
    resident_id: str | None
    leads: bool
    split_from: str | None
    values: dict[str, Any]
    previous: str = ""
    code: str | None = None
    text: str | None = None
    said: list[Event] = field(default_factory=list)

    def note_end(self, ends: tuple[str, ...]) -> None:
        """Whoever comes to an end is to be told of it, once more after each end; of drills nobody is."""
        if self.values["status"] != self.previous:
            self.values["told"] = "due" if self.values["status"] in ends and not self.drill else None


def tell(step: Step, heard: Heard, referral_to: str | None = None) -> None:
    """Say that the resident now sees another status."""
    promised = step.values["promised_by"]
    data = {
        "number": step.number,
        "status": step.values["status"],
        "previous": step.previous,
        "department": step.values["department"],
        "promised_by": clock.instant_text(clock.as_utc(promised)) if promised else None,  # type: ignore[arg-type]
        "referral_to": referral_to,
        "notice": step.resident_id is not None and not step.drill,
        "drill": step.drill,
    }
    department, district = step.values["department"] or "none", step.values["council_district"] or "none"
    event = Event("request_status_changed", step.number, data, department, district, causationid=heard.id)
    step.said.append(event)


def tell_closed(step: Step, heard: Heard, code: str) -> None:
    """Say that the request is closed."""
    data = {
        "number": step.number,
        "code": code,
        "department": step.values["department"],
        "notice": step.resident_id is not None and not step.drill,
        "drill": step.drill,
    }
    department, district = step.values["department"] or "none", step.values["council_district"] or "none"
    step.said.append(Event("request_closed", step.number, data, department, district, causationid=heard.id))
