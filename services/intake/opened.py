"""A request about to be opened, and what is said of it: the event to others, the answer to the resident."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.envelope import Event
from services.intake import forms
from services.intake.request_numbers import Allocator


@dataclass
class Opening:
    """A request about to be opened: what was handed in, by whom, and once it is its turn the number."""

    message: dict[str, Any]
    caller: Caller
    service: dict[str, Any]
    number: str = ""
    pin: str = ""
    token: str | None = None
    at: datetime = field(default_factory=clock.now)
    resident_id: str | None = None
    duplicates: list[str] = field(default_factory=list)
    numbers: Allocator | None = None
    split_from: str | None = None

    @property
    def language(self) -> str:
        """The language of the request: stated, else the resident's, else English."""
        resident = self.message.get("resident") or {}
        return self.message.get("language") or resident.get("language") or "en"


def place(location: dict[str, Any]) -> dict[str, Any]:
    """Return what an event says of a place: the point, the register's id, and whether only words are known."""
    point = None
    if location.get("lat") is not None:
        point = {"lat": location["lat"], "long": location["long"]}
    words = point is None and not location.get("address_id") and any((location.get("address"), location.get("text")))
    return {"point": point, "address_id": location.get("address_id"), "place_in_words": bool(words)}


def request_opened(opening: Opening) -> Event:
    """Return the event that a request has its number."""
    message = opening.message
    data = {
        "number": opening.number,
        "service_code": message["service_code"],
        "channel": message["channel"],
        "language": opening.language,
        "choices": forms.choices(opening.service, message["answers"]),
        "received_at": clock.instant_text(message["received_at"] or opening.at),
        "notice": opening.resident_id is not None and not message["drill"],
        "drill": message["drill"],
    }
    return Event("request_opened", opening.number, data | place(message.get("location") or {}))


def answer(opening: Opening, with_pin: bool = True) -> dict[str, Any]:
    """Return what the resident has at once."""
    name = opening.service.get("name", {})
    service = {"code": opening.message["service_code"], "name": name.get(opening.language) or name.get("en", "")}
    said = {
        "number": opening.number,
        "status": "open",
        "pending": ["jurisdiction", "department"],
        "service": service,
        "department": None,
        "promised_by": None,
        "referral": None,
        "duplicates": opening.duplicates,
        "requested_at": clock.instant_text(opening.at),
        "version": 1,
    }
    if opening.token:
        said["token"] = opening.token
    return said | ({"pin": opening.pin} if with_pin else {})
