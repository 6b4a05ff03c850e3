"""Calls about changes of the catalogue: drafts, dry runs, approvals, and the clock that lets them hold."""

from typing import Any

import eventlet

from services.common import clock, logs
from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import measures
from services.routing.catalogue import approval, drafts, proposals
from services.routing.contract import changing
from services.routing.models import CatalogueDraft
from services.routing.policy import Standing, actor, standing
from services.routing.work import dryrun

log = logs.logger(__name__)
LOOK_SECONDS = 1


class Changes:
    """Draft, dry run, approval, activation."""

    db: Any
    catalogue: Any

    @answers(changing.MAKE_DRAFT)
    def make_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write down what shall change; nothing changes yet."""
        with self.db.transaction() as session:
            mine = standing(session, caller)

            def act() -> dict[str, Any]:
                row = drafts.make_draft(session, self.catalogue.get(session), message, actor(caller))
                _require_one(mine, "draft.make", row)
                return drafts.read_draft(session, row)

            return once(session, changing.MAKE_DRAFT, (message, caller), act)

    @answers(changing.CHANGE_DRAFT)
    def change_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say a draft anew."""

        def act(session: Any, row: CatalogueDraft) -> None:
            drafts.change_draft(session, self.catalogue.get(session), row, message)
            drafts.note(session, row, "changed", actor(caller))

        return self._move(changing.CHANGE_DRAFT, (message, caller), "draft.make", act)

    @answers(changing.LIST_DRAFTS)
    def list_drafts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return drafts, the newest first."""
        with self.db.reading() as session:
            standing(session, caller).require_anywhere("draft.read")
            return drafts.list_drafts(session, message)

    @answers(changing.READ_DRAFT)
    def read_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return a draft with everything about it."""
        with self.db.reading() as session:
            standing(session, caller).require_anywhere("draft.read")
            return drafts.read_draft(session, drafts.find_draft(session, message["id"]))

    @answers(changing.RUN_DRY)
    def run_dry(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Decide the last requests once more, in portions between which others have their turn."""
        with self.db.reading() as session:
            standing(session, caller).require_anywhere("draft.run_dry")
            row = drafts.find_draft(session, message["id"])
            before = self.catalogue.get(session)
            after, version = proposals.lay_over(session, row.entries, before.revision), row.version
        tally, behind = dryrun.Tally(), None
        for portion in dryrun.portions(message["last"]):
            with self.db.reading() as session:
                page = dryrun.last_decided(session, behind, portion)
            dryrun.compare(tally, before, after, page)
            if len(page) < portion:
                break
            behind = page[-1].decision_id
            eventlet.sleep(0)
        found = tally.as_answer() | {"edition": version, "revision": before.revision}
        return self._keep(message["id"], found | {"at": clock.instant_text(clock.now())})

    def _keep(self, draft_id: str, found: dict[str, Any]) -> dict[str, Any]:
        with self.db.transaction() as session:
            approval.keep_dry_run(session, drafts.lock_draft(session, draft_id), found["edition"], found)
        return found

    @answers(changing.APPROVE_DRAFT)
    def approve_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Agree for a department or for 311."""

        def act(session: Any, row: CatalogueDraft) -> None:
            approval.approve(session, self.catalogue.get(session), row, actor(caller), message["department"])

        return self._move(changing.APPROVE_DRAFT, (message, caller), _side(message), act)

    @answers(changing.REJECT_DRAFT)
    def reject_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Disagree for a department or for 311."""

        def act(session: Any, row: CatalogueDraft) -> None:
            approval.reject(session, row, actor(caller), message["department"], message["reason"])

        return self._move(changing.REJECT_DRAFT, (message, caller), _side(message), act)

    @answers(changing.WITHDRAW_DRAFT)
    def withdraw_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Take a draft back."""

        def act(session: Any, row: CatalogueDraft) -> None:
            approval.withdraw(session, row, actor(caller))

        return self._move(changing.WITHDRAW_DRAFT, (message, caller), "draft.make", act)

    def _move(self, call: Any, write: tuple[dict[str, Any], Caller], action: str, act: Any) -> dict[str, Any]:
        message, caller = write
        with self.db.transaction() as session:
            mine = standing(session, caller)
            mine.require_anywhere("draft.read")
            row = drafts.lock_draft(session, message["id"])
            if message.get("department"):
                mine.require(action, message["department"])
            else:
                _require_one(mine, action, row)

            def move() -> dict[str, Any]:
                act(session, row)
                session.flush()
                return drafts.read_draft(session, row)

            return once(session, call, write, move)

    @timer(interval=LOOK_SECONDS)
    def activate_drafts(self) -> None:
        """Let approved drafts hold whose instant has come."""
        with self.db.reading() as session:
            waiting = drafts.due(session, clock.now())
        for draft_id in waiting:
            with self.db.transaction() as session:
                active = approval.activate(session, self.catalogue.get(session), draft_id, clock.now())
            measures.drafts_activated_total.labels("active" if active else "outdated").inc()
            log.info("a draft of the catalogue was due", extra={"draft": draft_id, "active": active})


def _side(message: dict[str, Any]) -> str:
    return "draft.approve_for_department" if message["department"] else "draft.approve"


def _require_one(mine: Standing, action: str, row: CatalogueDraft) -> None:
    """Who may do it for the county, or for one of the departments that the draft concerns."""
    if not any(mine.may(action, department) for department in (None, *row.departments)):
        mine.require(action)
