"""Calls about following a request that somebody else reported."""

from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import changes, contract, following, policy, request_numbers


class Following:
    """Ask, confirm, end."""

    db: Any
    desk: Any

    @answers(contract.FOLLOW_REQUEST)
    def follow_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Have the address asked; the answer is the same whoever follows already."""
        with self.db.transaction() as session:
            request = changes.find(session, request_numbers.parse(message["number"]))
            following.ask(session, request, message, self.desk.catalogue)
        return {}

    @answers(contract.CONFIRM_FOLLOWING)
    def confirm_following(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let it hear."""
        with self.db.transaction() as session:
            return {"number": following.confirm(session, self.desk.secret, message["token"])}

    @answers(contract.END_FOLLOWING)
    def end_following(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let it hear no more."""
        with self.db.transaction() as session:
            return {"number": following.end(session, self.desk.secret, message["token"])}

    @answers(contract.LIST_FOLLOWER_FACTS)
    def list_follower_facts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell notify where mails go that ask for a confirmation."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            facts = following.facts(session, self.desk.secret, message["followers"], self.desk.catalogue)
            return {"facts": facts}

    @timer(interval=3600, eager=True)
    def forget_followers(self) -> None:
        """Drop who never confirmed, and who followed what is long over."""
        full = following.PORTION
        while full == following.PORTION:
            with self.db.transaction() as session:
                full = following.forget(session, clock.now())
