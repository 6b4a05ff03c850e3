"""Fault switches of the mailbox: what a mail server does to its clients on a bad day."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

STAGES = ("mail", "rcpt", "data")


class FaultUnknown(Exception):
    """The fault that was asked for has a member that does not exist, or a stage other than mail, rcpt or data."""


@dataclass
class Fault:
    """One fault: at a stage, for recipients that contain a word, this many times (for ever when None).

    `reply` is what the server says instead of yes ("451 4.3.0 try again later"); `seconds` makes it slow;
    `lose` says yes to a mail and stores nothing; `hang_up` stores the mail and closes without an answer.
    """

    stage: str = "data"
    recipient: str = ""
    reply: str = ""
    seconds: float = 0.0
    lose: bool = False
    hang_up: bool = False
    times: int | None = None


class Faults:
    """The faults that are switched on, first come first served."""

    def __init__(self) -> None:
        self._known: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> None:
        """Switches a fault on; raises FaultUnknown."""
        if set(wanted) - {field.name for field in fields(Fault)} or wanted.get("stage", "data") not in STAGES:
            raise FaultUnknown(FaultUnknown.__doc__)
        self._known.append(Fault(**wanted))

    def take(self, stage: str, recipients: list[str]) -> Fault | None:
        """The fault that strikes now, counted as having struck."""
        for fault in self._known:
            concerned = not fault.recipient or any(fault.recipient in one for one in recipients)
            if fault.stage == stage and concerned and fault.times != 0:
                fault.times = None if fault.times is None else fault.times - 1
                return fault
        return None

    def clear(self) -> None:
        """Switches every fault off."""
        self._known.clear()

    def list(self) -> list[dict[str, Any]]:
        """The faults that can still strike."""
        return [asdict(fault) for fault in self._known if fault.times != 0]
