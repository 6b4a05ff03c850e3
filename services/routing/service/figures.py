"""The clock by which operations see how departments do."""

from typing import Any

from services.common import clock
from services.common.timers import timer
from services.routing import measures
from services.routing.work import figures

LOOK_SECONDS = 60


class Figures:
    """Counted by one process of several, so that sums over processes are right."""

    db: Any
    catalogue: Any

    @timer(interval=LOOK_SECONDS, eager=True)
    def count_departments(self) -> None:
        """Show each department's open work, its age and the promises it kept."""
        if self.db.on_postgresql and not self.db.relay_is_here:
            _forget()
            return
        now = clock.now()
        with self.db.reading() as session:
            departments = self.catalogue.get(session).departments
            work, kept = figures.work_of(session, departments, now), figures.kept_percent(session, departments, now)
        _forget()
        for department in departments:
            found = work.get(department, figures.IDLE)
            for state, count in found.states.items():
                measures.department_work.labels(department, state).set(count)
            for state, seconds in found.oldest_seconds.items():
                measures.department_oldest_seconds.labels(department, state).set(seconds)
        for department, percent in kept.items():
            measures.department_kept_percent.labels(department).set(percent)


def _forget() -> None:
    """Drop what another process counts now, or what a department that has ended had."""
    for gauge in (measures.department_work, measures.department_oldest_seconds, measures.department_kept_percent):
        gauge.clear()
