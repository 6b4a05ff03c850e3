"""What the knowledge base reads from the environment beside the common settings."""

import os
from zoneinfo import ZoneInfo


def county_zone() -> ZoneInfo:
    """The time zone of opening hours (HUB311_COUNTY_TIMEZONE, default America/New_York)."""
    return ZoneInfo(os.environ.get("HUB311_COUNTY_TIMEZONE", "America/New_York"))
