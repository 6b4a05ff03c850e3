"""Windows of the week in which a rule speaks: open, closed, "22:00-06:00", "sat,sun 08:00-17:00"."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

OPEN, CLOSED = "open", "closed"
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
_DAY = f"(?:{'|'.join(DAY_NAMES)})"
_SPAN = f"{_DAY}(?:-{_DAY})?"
_WINDOW = re.compile(rf"(?:(?P<days>{_SPAN}(?:,{_SPAN})*) )?(?P<from>\d\d:\d\d)-(?P<to>\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True)
class Window:
    """Minutes of certain days; one that ends before it begins runs past midnight and belongs to the day it began."""

    days: frozenset[int]
    start: int
    end: int

    def holds(self, weekday: int, minute: int) -> bool:
        """Whether it holds on a day (0 is Monday) at a minute of the day; its last minute is no part of it."""
        if self.start < self.end:
            return weekday in self.days and self.start <= minute < self.end
        began_today = weekday in self.days and minute >= self.start
        return began_today or ((weekday - 1) % 7 in self.days and minute < self.end)


@cache
def read_window(text: str) -> Window | None:
    """Read a window; None for open and closed, which the calendar decides; ValueError for anything else."""
    if text in (OPEN, CLOSED):
        return None
    found = _WINDOW.fullmatch(text)
    if found is None:
        raise ValueError(f'{text} is no time: open, closed, "22:00-06:00" or "sat,sun 08:00-17:00"')
    days = _days(found["days"]) if found["days"] else frozenset(range(7))
    return Window(days, _minute(found["from"]), _minute(found["to"]))


def holds_in(text: str, local: datetime, state: str) -> bool:
    """Whether a moment lies in the window: its clock on the county's wall, and whether offices are open."""
    window = read_window(text)
    return state == text if window is None else window.holds(local.weekday(), local.hour * 60 + local.minute)


def _days(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = DAY_NAMES.index(first), DAY_NAMES.index(last or first)
        found |= {day % 7 for day in range(start, end + 1 if start <= end else end + 8)}
    return frozenset(found)


def _minute(text: str) -> int:
    hours, minutes = int(text[:2]), int(text[3:])
    if minutes > 59 or hours * 60 + minutes > DAY_MINUTES:
        raise ValueError(f"{text} is no time of day")
    return hours * 60 + minutes
