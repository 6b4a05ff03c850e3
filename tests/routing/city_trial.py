"""A city's rules as a draft: run dry over its requests, agreed upon, active; then the same requests come again."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from services.common import clock
from services.common.database import Store
from services.routing.catalogue import approval, drafts, proposals
from services.routing.catalogue.catalogue import CALENDAR, DEPARTMENT, RULE, SERVICE_TYPE, CurrentCatalogue
from services.routing.catalogue.entries import store_entries
from services.routing.catalogue.faults import find_faults
from services.routing.models import Decision
from services.routing.work import dryrun, opening
from services.routing.work.asking import Known
from services.routing.work.places import Place
from tests.routing.city_rules import AREA, City, Filed
from tests.routing.desk import opened
from tests.routing.sample import read

AT_ONCE = 50
BEFORE, AFTER = 1_000_000_000, 2_000_000_000  # first numbers of the requests before and after the rules hold


@dataclass
class Report:
    """What came of it."""

    requests: int = 0
    rules: int = 0
    departments: int = 0
    different: int = 0
    as_the_city: int = 0
    dry_run_seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)


class CityTrial:
    """One city on one database."""

    def __init__(self, store: Store, city: City) -> None:
        self.store, self.city = store, city
        self.kept = CurrentCatalogue()

    def run(self, filed: Sequence[Filed]) -> Report:
        """Do it all."""
        self._store_base()
        self._open(filed, BEFORE)
        report = Report(len(filed), len(self.city.rule_entries()), len(self.city.department_entries()))
        draft_id, said = self._run_dry(report)
        before = self._decided(BEFORE)
        self._agree(draft_id)
        self._open(filed, AFTER)
        after = self._decided(AFTER)
        self._compare(report, said, (before, after))
        wanted = {AFTER + i: self.city.departments[one.queue] for i, one in enumerate(filed)}
        report.as_the_city = sum(after[number] == code for number, code in wanted.items())
        return report

    def _store_base(self) -> None:
        with self.store.transaction() as session:
            store_entries(session, CALENDAR, {"county": read("calendar")})
            store_entries(session, DEPARTMENT, self.city.department_entries())
            store_entries(session, SERVICE_TYPE, self.city.type_entries())

    def _open(self, filed: Sequence[Filed], first: int) -> None:
        for start in range(0, len(filed), AT_ONCE):
            part = list(enumerate(filed[start : start + AT_ONCE], start=first + start))
            events = [
                opened(str(number), self.city.types[one.type], choices=self.city.answers(one)) for number, one in part
            ]
            known = {event.id: Known(self._place(one)) for event, (_, one) in zip(events, part, strict=True)}
            with self.store.transaction() as session:
                opening.open_requests(session, self.kept.get(session), events, known)

    def _place(self, one: Filed) -> Place:
        area = {"code": self.city.areas[one.area], "name": one.area, "version": 1} if one.area else None
        return Place(True, True, {AREA: area})

    def _run_dry(self, report: Report) -> tuple[str, dict[int, str | None]]:
        """Draft the rules and run them dry; returns who would answer for each of the requests."""
        entries = [{"kind": RULE, "code": code, "entry": entry} for code, entry in self.city.rule_entries().items()]
        message = {"title": "The city's queues", "effective_at": None, "entries": entries}
        with self.store.transaction() as session:
            before = self.kept.get(session)
            row = drafts.make_draft(session, before, message, "relationship-manager")
            after, draft_id = proposals.lay_over(session, row.entries), row.id
            report.faults = [fault.detail for fault in find_faults(after) if fault.severity == "error"]
            began, tally = time.monotonic(), dryrun.Tally(most_shown=report.requests)
            dryrun.compare(tally, before, after, dryrun.last_decided(session, None, report.requests))
            report.dry_run_seconds, report.different = time.monotonic() - began, tally.different
            found = tally.as_answer() | {"edition": row.version, "revision": before.revision, "at": ""}
            approval.keep_dry_run(session, row, row.version, found)
        return draft_id, {int(one["number"]): one["after"]["code"] for one in tally.shown}

    def _agree(self, draft_id: str) -> None:
        with self.store.transaction() as session:
            row, catalogue = drafts.lock_draft(session, draft_id), self.kept.get(session)
            for code in [*row.departments, None]:
                approval.approve(session, catalogue, row, f"manager of {code}", code)
        with self.store.transaction() as session:
            assert approval.activate(session, self.kept.get(session), draft_id, clock.now() + timedelta(seconds=1))
        self.kept = CurrentCatalogue()

    def _decided(self, first: int) -> dict[int, str | None]:
        with self.store.reading() as session:
            rows = session.execute(select(Decision.number, Decision.code))
            return {int(number): code for number, code in rows if int(number) // first == 1}

    @staticmethod
    def _compare(report: Report, said: dict[int, Any], decided: Iterable[dict[int, str | None]]) -> None:
        """Whether each request now goes where the dry run said, and every other where it went before."""
        before, after = decided
        for number, code in before.items():
            expected, found = said.get(number, code), after[number - BEFORE + AFTER]
            if found != expected:
                report.disagreements.append(f"{number}: the dry run said {expected}, it went to {found}")
