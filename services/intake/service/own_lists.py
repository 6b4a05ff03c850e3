"""Calls of residents about the list of their own requests."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import contract, policy
from services.intake.people import own_lists


class OwnLists:
    """Ask for a link, list by it, tell notify where it goes."""

    db: Any
    desk: Any

    @answers(contract.SEND_OWN_LIST_LINK)
    def send_own_list_link(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Have a link mailed; the answer is the same whatever is known of the address."""
        with self.db.transaction() as session:
            own_lists.ask(session, message["email"], message["language"])
        return {}

    @answers(contract.LIST_OWN_REQUESTS)
    def list_own_requests(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List the requests of whoever has the link."""
        with self.db.reading() as session:
            mine = own_lists.open_list(session, self.desk.secret, message["token"])
            return own_lists.page(session, mine, message, (self.desk.catalogue, self.desk.numbers))

    @answers(contract.LIST_OWN_LIST_FACTS)
    def list_own_list_facts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell notify where links go."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            return {"facts": own_lists.facts(session, self.desk.secret, message["links"])}

    @timer(interval=600)
    def forget_own_lists(self) -> None:
        """Drop links that are over."""
        with self.db.transaction() as session:
            own_lists.forget_old(session)
