"""Calls about emergency access and the quarterly review of who has which access."""

from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import contract, measures
from services.routing.catalogue import emergencies, members, reviews
from services.routing.policy import actor, standing

COUNT_SECONDS = 60


class Emergencies:
    """Who got in how, and who may still."""

    db: Any
    catalogue: Any
    _department: Any  # of People

    @answers(contract.emergencies.NOTE_BREAK_GLASS)
    def note_break_glass(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write down that an emergency account was used."""
        with self.db.transaction() as session:
            standing(session, caller).require("emergency.note")
            return {"new": emergencies.note_use(session, message)}

    @answers(contract.emergencies.LIST_BREAK_GLASS)
    def list_break_glass(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return when emergency accounts were used, and why."""
        with self.db.reading() as session:
            standing(session, caller).require("emergency.list")
            return emergencies.list_uses(session, message["limit"], message["cursor"])

    @answers(contract.emergencies.READ_ACCESS_REVIEW)
    def read_access_review(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return whom a department's management has to confirm."""
        with self.db.reading() as session:
            self._department(session, message)
            standing(session, caller).require("review.read", message["department"])
            return reviews.read_review(session, message["department"], clock.now())

    @answers(contract.emergencies.LIST_ACCESS_REVIEWS)
    def list_access_reviews(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return how far the departments are."""
        with self.db.reading() as session:
            mine = standing(session, caller)
            departments = mine.departments_for("review.read")
            if departments == []:
                mine.require("review.read")
            known = self.catalogue.get(session).departments if departments is None else departments
            return {"items": reviews.list_reviews(session, list(known), clock.now())}

    @answers(contract.emergencies.CONFIRM_MEMBER)
    def confirm_member(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Somebody says that a member's tier is right."""
        with self.db.transaction() as session:
            self._department(session, message)
            standing(session, caller).require("member.confirm", message["department"])
            return members.show(reviews.confirm(session, message["department"], message["subject"], actor(caller)))

    @timer(interval=COUNT_SECONDS, eager=True)
    def count_reviews(self) -> None:
        """Count the departments whose review is overdue."""
        with self.db.reading() as session:
            found = reviews.list_reviews(session, list(self.catalogue.get(session).departments), clock.now())
        measures.access_reviews_overdue.set(sum(one["overdue"] for one in found))
