"""Calls about keys of systems."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.intake import contract, keys, policy


class Keys:
    """Check, note use, issue, revoke."""

    db: Any

    @answers(contract.CHECK_KEY)
    def check_key(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell the gateway whose key it is."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("key.check")
            return keys.holder(session, message["sha256"])

    @answers(contract.NOTE_KEY_USE)
    def note_key_use(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Hear from a gateway which keys it holds and uses; tell it which of them have ended."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("key.check")
            ended = keys.ended(session, message["held"])
        if message["used"]:
            with self.db.transaction() as session:
                keys.note_use(session, message["used"])
        return {"ended": ended}

    @answers(contract.ISSUE_KEY)
    def issue_key(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Make a key."""
        with self.db.transaction() as session:
            policy.standing(session, caller).require("key.manage")
            return keys.issue(session, message)

    @answers(contract.REVOKE_KEY)
    def revoke_key(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """End a key."""
        with self.db.transaction() as session:
            policy.standing(session, caller).require("key.manage")
            keys.revoke(session, message["id"])
        return {}
