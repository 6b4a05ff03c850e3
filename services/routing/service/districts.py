"""The clock that tells offices of representatives what has happened in their districts."""

import os
from typing import Any

from services.common import clock
from services.common.timers import timer
from services.routing import measures
from services.routing.districts import notices

LOOK_SECONDS = float(os.environ.get("HUB311_DISTRICT_SECONDS") or "10")


class DistrictNotices:
    """Notices in the offices' feeds."""

    db: Any
    catalogue: Any

    @timer(interval=LOOK_SECONDS)
    def issue_district_notices(self) -> None:
        """Say what waits, portion after portion; of several processes the one that publishes."""
        if self.db.on_postgresql and not self.db.relay_is_here:
            return
        full = notices.MOST_STEPS
        while full == notices.MOST_STEPS:
            with self.db.transaction() as session:
                full = notices.issue(session, self.catalogue.get(session), clock.now())
            measures.district_steps_total.inc(full)
