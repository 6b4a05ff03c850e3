"""Calls about standard replies."""

from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.errors import NotFound
from services.common.rpc import answers
from services.intake import contract as intake
from services.notify import contract
from services.notify.policy import allow, may
from services.notify.replies import finding, keeping


class Replies:
    """List, read, fill; draft, approve, retire."""

    db: Any
    intake: Any
    post_room: Any

    @answers(contract.LIST_STANDARD_REPLIES)
    def list_standard_replies(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List what can be used; drafts and what was retired are for those who write."""
        allow(caller, contract.LIST_STANDARD_REPLIES.name)
        if message["state"] != keeping.APPROVED:
            allow(caller, contract.DRAFT_STANDARD_REPLY.name)
        today = clock.now().astimezone(self.post_room.writer.office.zone).date()
        with self.db.reading() as session:
            return finding.page(session, message, today)

    @answers(contract.READ_STANDARD_REPLY)
    def read_standard_reply(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a reply in all of its languages."""
        allow(caller, contract.READ_STANDARD_REPLY.name)
        with self.db.reading() as session:
            drafts = may(caller, contract.DRAFT_STANDARD_REPLY.name)
            return {"items": finding.versions(session, message["code"], drafts)}

    @answers(contract.FILL_STANDARD_REPLY)
    def fill_standard_reply(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say it as the resident of a request reads it; what fills it is what its number alone shows."""
        allow(caller, contract.FILL_STANDARD_REPLY.name)
        facts = None
        if message["number"]:
            wanted = {"requests": [{"number": message["number"], "sequence": 0}]}
            facts = next(iter(self.intake.call(intake.LIST_NOTICE_FACTS, wanted)["facts"]), None)
            if facts is None:
                raise NotFound("There is no request with this number.")
        with self.db.reading() as session:
            return finding.fill(session, self.post_room.writer.office, message, facts)

    @answers(contract.DRAFT_STANDARD_REPLY)
    def draft_standard_reply(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write the next version down."""
        allow(caller, contract.DRAFT_STANDARD_REPLY.name)
        with self.db.transaction() as session:
            return finding.whole(keeping.draft(session, message, caller.subject))

    @answers(contract.APPROVE_STANDARD_REPLY)
    def approve_standard_reply(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let it be used."""
        allow(caller, contract.APPROVE_STANDARD_REPLY.name)
        with self.db.transaction() as session:
            return finding.whole(keeping.approve(session, message["code"], message["version"], caller.subject))

    @answers(contract.RETIRE_STANDARD_REPLY)
    def retire_standard_reply(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let it be used no longer."""
        allow(caller, contract.RETIRE_STANDARD_REPLY.name)
        with self.db.transaction() as session:
            return finding.whole(keeping.retire(session, message["code"]))
