"""Calls of department systems: the feed by position, and the account for their queue; and what operations watch."""

from typing import Any

from sqlalchemy import func, select

from services.common.caller import Caller
from services.common.errors import Unavailable
from services.common.link import BROKER_ERRORS
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import contract, measures
from services.routing.catalogue.catalogue import DEPARTMENT, read_entries
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.feed.pages import list_feed, position_before
from services.routing.feed.queues import queue_of
from services.routing.models import Assignment, Callback, CatalogueEntry, TriageItem
from services.routing.policy import standing
from services.routing.service.commands import Commands
from services.routing.service.readers import Readers, only
from services.routing.service.reconciliation import Reconciliation
from services.routing.work.assignments import OPEN
from services.routing.work.cases import no_drill


class Feed(Readers, Reconciliation, Commands):
    """The departments' feed."""

    db: Any
    queues: Any

    @answers(contract.LIST_FEED)
    def list_feed(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return a department's events behind a position."""
        with self.db.reading() as session:
            mine = standing(session, caller)
            departments = mine.departments_for("feed.read")
            if departments == []:
                mine.require("feed.read")
            department = message["department"] or only(departments)
            if departments is not None and department not in departments:
                raise DepartmentNotFound()
            after = message["after"]
            if message["since"]:
                after = max(after, position_before(session, department, message["since"]))
            page = list_feed(session, department, after, message["limit"])
        if message["reader"] and caller.kind == "system":
            self.note_reader(department, message["reader"], after)
        return page

    @answers(contract.PROVISION_DEPARTMENT)
    def provision_department(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Give a department's system access to its queue; an earlier password ends."""
        with self.db.reading() as session:
            standing(session, caller).require("department.provision")
            # Not the catalogue that is kept a second: a department that has just ended gets no account any more.
            if message["code"] not in read_entries(session).get(DEPARTMENT, {}):
                raise DepartmentNotFound()
        try:
            uri = self.queues.provision(message["code"])
        except BROKER_ERRORS as error:
            raise Unavailable("The broker does not answer now: repeat shortly.") from error
        return {"amqp_uri": uri, "queue": queue_of(message["code"])}

    @timer(interval=15, eager=True)
    def measure(self) -> None:
        """Count what is open."""
        with self.db.reading() as session:
            known = select(CatalogueEntry.code).where(CatalogueEntry.kind == DEPARTMENT)
            departments = session.execute(known).scalars().all()  # Those that have ended too: the index begins so.
            mine = Assignment.department.in_(departments), Assignment.status.in_(OPEN)
            measures.assignments_open.set(_count(session, *mine, no_drill(Assignment.number)))
            measures.triage_open.set(_count(session, TriageItem.waiting, no_drill(TriageItem.number)))
            measures.callbacks_open.set(_count(session, Callback.state == "waiting"))


def _count(session: Any, *conditions: Any) -> int:
    return session.execute(select(func.count()).where(*conditions)).scalar_one()
