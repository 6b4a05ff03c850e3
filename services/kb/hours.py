"""Opening hours of an office or a building: open now or not, until when, and when next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_AHEAD = 15
ALWAYS = timedelta(days=7)  # a span this long has no end that anybody asks for
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """Weekly spans in local time (Monday is 0), days on which all is shut, and the text that people read."""

    open: tuple[tuple[int, str, str], ...]
    zone: ZoneInfo
    closed: frozenset[str] = frozenset()
    text: str = ""

    @property
    def known(self) -> bool:
        """Whether anything can be said about open or shut; an entry may have only a text."""
        return bool(self.open)

    def open_at(self, moment: datetime) -> bool | None:
        """Whether it is open at that moment; None when the hours are not known."""
        if not self.known:
            return None
        return any(begin <= moment < end for begin, end in self._spans(moment))

    def closes_at(self, moment: datetime) -> datetime | None:
        """The end of the span that the moment lies in; None when shut then or never shut."""
        spans = (span for span in self._spans(moment) if span[0] <= moment < span[1])
        return next((end for begin, end in spans if end - begin < ALWAYS), None)

    def opens_next(self, moment: datetime) -> datetime | None:
        """The next opening after the moment, within two weeks."""
        return next((begin for begin, _ in self._spans(moment) if begin > moment), None)

    def _spans(self, moment: datetime) -> list[Span]:
        today = moment.astimezone(self.zone).date()
        days = (today + timedelta(days=offset) for offset in range(-1, DAYS_AHEAD))
        return _merge(sorted(span for day in days for span in self._spans_of(day)))

    def _spans_of(self, day: date) -> list[Span]:
        if day.isoformat() in self.closed:
            return []
        return [self._span(day, begin, end) for weekday, begin, end in self.open if weekday == day.weekday()]

    def _span(self, day: date, begin: str, end: str) -> Span:
        # An end at or before the beginning is after midnight: a shelter's 19:00 to 07:00.
        end_day = day + timedelta(days=1) if end == "24:00" or end <= begin else day
        return self._instant(day, begin), self._instant(end_day, "00:00" if end == "24:00" else end)

    def _instant(self, day: date, clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=self.zone).astimezone(UTC)


def _merge(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in spans:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def read_hours(written: dict | None, zone: ZoneInfo) -> Hours:
    """Hours from their stored form `{"open": [[0, "09:00", "17:00"], …], "text": …, "closed": [dates]}`."""
    written = written or {}
    spans = tuple((int(day), str(begin), str(end)) for day, begin, end in written.get("open") or ())
    return Hours(spans, zone, frozenset(written.get("closed") or ()), written.get("text") or "")


def describe_hours(hours: Hours, moment: datetime) -> dict:
    """What a caller is told: `open`, `closes_at`, `opens_at` (None when not known) and `hours_text`."""
    is_open = hours.open_at(moment)
    return {
        "open": is_open,
        "closes_at": hours.closes_at(moment) if is_open else None,
        "opens_at": hours.opens_next(moment) if is_open is False else None,
        "hours_text": hours.text,
    }
