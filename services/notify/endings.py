"""The end of a request, said once it is certain how its resident was told, so that intake can close the loop."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.common.envelope import Event

ENDS = ("closed", "referred", "merged")
# A message goes out by e-mail or as a letter; of those that go nowhere the state says why.
OUTCOMES = {"email": "delivered", "letter": "printed"}

Row = Mapping[str, Any]


def settled(rows: Sequence[Row], outcome: str | None = None) -> list[Event]:
    """Return an event for each of these messages that tells of an end; the way is the outcome unless it is named."""
    return [_event(row, outcome or OUTCOMES[row["channel"]]) for row in rows if row["step"] in ENDS]


def untold(rows: Sequence[Row]) -> list[Event]:
    """Return an event for each message about an end that is sent to nobody: waived or unreachable from the start."""
    return [event for row in rows if row["channel"] == "none" for event in settled([row], row["state"])]


def _event(row: Row, outcome: str) -> Event:
    data = {name: row[name] for name in ("number", "step", "event_id")} | {"outcome": outcome, "drill": False}
    data["reason"] = row["reason"] if outcome in ("waived", "unreachable") else None
    return Event("notice_settled", row["number"], data, row["department"] or "none", causationid=row["event_id"])
