"""Upkeep of what callers are told: what offices expect, how much of it is answered, and links that lead nowhere."""

from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.kb import contract, expected, links
from services.kb.looking import look
from services.kb.settings import links_every

LINKS_EVERY = links_every()


class Upkeep:
    """Keeps expected questions and links."""

    db: Any
    shelf: Any

    @timer(interval=2)
    def ask_expected(self) -> None:
        """Ask what offices expect callers to ask, whenever something has changed."""
        expected.ask_again(self.db, self.shelf.search, self.shelf.revision)

    @timer(interval=60)
    def check_links(self) -> None:
        """Look whether some of the links lead anywhere; nothing waits for a page while a transaction is open."""
        if LINKS_EVERY is None:
            return
        with self.db.transaction() as session:
            links.bring_up(session)
            urls = links.due(session, LINKS_EVERY)
        for url in urls:
            result = look(url)
            with self.db.transaction() as session:
                links.note(session, url, result)

    @answers(contract.SET_EXPECTED_QUESTIONS)
    def set_expected_questions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Keep what an office expects."""
        with self.db.transaction() as session:
            return expected.keep(session, message, caller)

    @answers(contract.LIST_EXPECTED_QUESTIONS)
    def list_expected_questions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show expected questions with what answers them."""
        with self.db.reading() as session:
            expected.require_reader(session, caller)
            return expected.page(session, message)

    @answers(contract.READ_COVERAGE)
    def read_coverage(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Count how much of it is answered."""
        with self.db.reading() as session:
            expected.require_reader(session, caller)
            return expected.coverage(session)

    @answers(contract.LIST_UPKEEP)
    def list_upkeep(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show dead links, and what is past its review."""
        with self.db.reading() as session:
            expected.require_reader(session, caller)
            return links.tasks(session, message, clock.now().astimezone(self.shelf.zone).date())
