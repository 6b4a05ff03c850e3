"""Calls about searching: requests by filters, and filters that are kept."""

from typing import Any

from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import contract, finding, policy
from services.intake.search import saved

# So many portions are half a million requests: what a first start finds is read at once, but for what is older.
PORTIONS_OF_A_TICK = 1000
ACTION = "search.save"


class Searches:
    """Find, keep filters, list them, and keep up with what is searched."""

    db: Any
    desk: Any

    @answers(contract.FIND_REQUESTS)
    def find_requests(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List requests; what changed a moment ago is found too."""
        with self.db.reading() as session:
            standing = policy.standing(session, caller)
            finding.visible(standing, message)
            search = saved.filled(session, message, standing)
        if finding.is_of_words(search):
            self.desk.words.catch_up()
        with self.db.reading() as session:
            return finding.find(session, search, standing, self.desk.catalogue)

    @answers(contract.SAVE_SEARCH)
    def save_search(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Keep filters under a name."""
        with self.db.transaction() as session:
            standing = _standing(session, caller)

            def save() -> dict[str, Any]:
                return saved.save(session, message, standing)

            return once(session, contract.SAVE_SEARCH, (message, caller), save)

    @answers(contract.CHANGE_SEARCH)
    def change_search(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Put other filters in the place of one's own."""
        with self.db.transaction() as session:
            return saved.change(session, message, _standing(session, caller))

    @answers(contract.DELETE_SEARCH)
    def delete_search(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Forget one's own filters."""
        with self.db.transaction() as session:
            saved.delete(session, message["id"], _standing(session, caller))
        return {}

    @answers(contract.LIST_SEARCHES)
    def list_searches(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List one's own filters and those shared with one."""
        with self.db.reading() as session:
            return saved.page(session, message, _standing(session, caller))

    @timer(interval=10)
    def keep_words(self) -> None:
        """Read what has changed, so that a search has little left to read."""
        self.desk.words.catch_up(PORTIONS_OF_A_TICK)


def _standing(session: Any, caller: Caller) -> policy.Standing:
    standing = policy.standing(session, caller)
    if standing.scope(ACTION) is None:
        standing.require(ACTION)
    return standing
