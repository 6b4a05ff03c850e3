"""Which days are over and have no files yet."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.database import Store
from services.intake.models import RecordFile
from services.intake.records.kinds import KINDS, county_zone

AFTER_MIDNIGHT = timedelta(hours=1)  # a day is closed at one in the morning


def due_days(store: Store, zone: ZoneInfo | None = None) -> list[date]:
    """Return them, oldest first."""
    zone = zone or county_zone()
    last = (clock.now().astimezone(zone) - AFTER_MIDNIGHT).date() - timedelta(days=1)
    with store.reading() as session:
        first = _first_day(session, zone)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)] if first else []


def _first_day(session: Session, zone: ZoneInfo) -> date | None:
    """The day after the last closed one, or the first one of which there is anything."""
    closed: date | None = session.execute(select(func.max(RecordFile.day))).scalar()
    if closed:
        return closed + timedelta(days=1)
    starts = [session.execute(select(func.min(kind.at))).scalar() for kind in KINDS.values()]
    found = [at for start in starts if (at := clock.as_utc(start))]
    return min(found).astimezone(zone).date() if found else None
