"""Calls about keys of systems."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.intake import contract, keys, policy


class Keys:
    """Check, issue, revoke."""

    db: Any

    @answers(contract.CHECK_KEY)
    def check_key(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell the gateway whose key it is."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("key.check")
            return keys.holder(session, message["sha256"])

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
