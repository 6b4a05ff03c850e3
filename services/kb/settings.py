"""What the knowledge base reads from the environment beside the common settings."""

import os
from datetime import timedelta
from zoneinfo import ZoneInfo


def county_zone() -> ZoneInfo:
    """The time zone of opening hours (HUB311_COUNTY_TIMEZONE, default America/New_York)."""
    return ZoneInfo(os.environ.get("HUB311_COUNTY_TIMEZONE", "America/New_York"))


def links_every() -> timedelta | None:
    """How often each link is looked at (HUB311_LINK_CHECK_HOURS); None, which is the default: never."""
    hours = float(os.environ.get("HUB311_LINK_CHECK_HOURS") or "0")
    return timedelta(hours=hours) if hours > 0 else None
