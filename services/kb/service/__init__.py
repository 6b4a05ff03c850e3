"""The knowledge base as a service: its calls, the events it hears, and the clock that keeps its search fresh."""

from typing import Any

from eventlet import tpool
from sqlalchemy import select

from services.common import clock, erasing, outbox
from services.common.caller import Caller
from services.common.copies import CopyOf
from services.common.handlers import hear
from services.common.rpc import answers
from services.common.service import Service, configure
from services.common.timers import timer
from services.kb import changes, contract, copies, drafts, editing, replies, staff, uses
from services.kb.articles import list_articles, read_article
from services.kb.material import build_search
from services.kb.models import CatalogueCopy
from services.kb.policy import allow, rules_of
from services.kb.service.lines import Lines
from services.kb.service.upkeep import Upkeep
from services.kb.settings import county_zone
from services.kb.shelf import Shelf
from services.routing.contract import LIST_CHANGES as LIST_CATALOGUE

configure("kb")


class KbService(Lines, Upkeep, Service):
    """Answers what is known, names whom else to call, and notes what nobody could answer."""

    name = "kb"
    contract = contract
    hears_every_seconds = 0.25
    says_every_seconds = 0.1
    copy_of_routing = CopyOf("routing", LIST_CATALOGUE, select(CatalogueCopy.code), copies.keep)
    shelf = Shelf(county_zone())

    @timer(interval=1, eager=True)
    def keep_up(self) -> None:
        """Swap in a new search when something has changed, and write down what was asked; until then the old one is."""
        self.shelf.refresh(self.db, lambda *material: tpool.execute(build_search, *material))
        self.shelf.write_down(self.db)

    def own_checks(self) -> dict[str, bool]:
        """Say whether the search is there."""
        return {"search": self.shelf.search is not None}

    @answers(contract.FIND_ANSWERS)
    def find_answers(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Rank articles, agencies, service types and facilities for a question."""
        allow(caller, contract.FIND_ANSWERS.name)
        rules = rules_of(caller)
        return replies.describe_found(self.shelf.find(self.db, replies.read_question(message, rules)), rules)

    @answers(contract.READ_ARTICLE)
    def read_article(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return an article in a language or in exactly one version."""
        allow(caller, contract.READ_ARTICLE.name)
        with self.db.reading() as session:
            return read_article(session, message["id"], message["language"], message["version"])

    @answers(contract.LIST_ARTICLES)
    def list_articles(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return a page of the published articles."""
        allow(caller, contract.LIST_ARTICLES.name)
        with self.db.reading() as session:
            return list_articles(session, message["language"], message["after"], message["limit"])

    @answers(contract.READ_DIRECTORY_ENTRY)
    def read_directory_entry(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return a directory entry with the numbers that the caller may see."""
        allow(caller, contract.READ_DIRECTORY_ENTRY.name)
        with self.db.reading() as session:
            return replies.read_entry(session, message, self.shelf.zone, rules_of(caller))

    @answers(contract.LIST_DIRECTORY)
    def list_directory(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return a page of the directory."""
        allow(caller, contract.LIST_DIRECTORY.name)
        with self.db.reading() as session:
            return replies.list_directory(session, message, rules_of(caller))

    @answers(contract.FIND_FACILITIES)
    def find_facilities(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return facilities, nearest first."""
        allow(caller, contract.FIND_FACILITIES.name)
        with self.db.reading() as session:
            return replies.list_facilities(session, message, self.shelf.zone)

    @answers(contract.LIST_CHANGES)
    def list_changes(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return what others keep copies of, behind a revision."""
        allow(caller, contract.LIST_CHANGES.name)
        with self.db.reading() as session:
            return changes.list_changes(session, message["after"], message["limit"])

    @answers(contract.LIST_GAPS)
    def list_gaps(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return questions that found no answer."""
        allow(caller, contract.LIST_GAPS.name)
        with self.db.reading() as session:
            return replies.list_gaps(session, message)

    @answers(contract.DRAFT_ARTICLE)
    def draft_article(self, message: dict[str, Any], caller: Caller) -> Any:
        """Keep a text in preparation."""
        allow(caller, contract.DRAFT_ARTICLE.name)
        with self.db.transaction() as session:
            return drafts.save_draft(session, editing.read_writing(message), editing.editor(caller, message))

    @answers(contract.PUBLISH_ARTICLE)
    def publish_article(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Publish a draft or a text as the article's next version."""
        allow(caller, contract.PUBLISH_ARTICLE.name)
        with self.db.transaction() as session:
            return editing.publish(session, message, editing.editor(caller, message))

    @answers(contract.FIND_STAFF)
    def find_staff(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return people of the county's units, with what callers may be told."""
        with self.db.reading() as session:
            staff.require_staff(session, caller)
            return staff.find(session, message)

    @answers(contract.SET_STAFF_MEMBER)
    def set_staff_member(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write somebody down."""
        with self.db.transaction() as session:
            return staff.keep(session, message, caller)

    @answers(contract.END_STAFF_MEMBER)
    def end_staff_member(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Forget somebody who works there no longer."""
        with self.db.transaction() as session:
            staff.end(session, message["id"], caller)
        return {}

    @answers(contract.SET_STAFF_UNIT)
    def set_staff_unit(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write down what a unit allows callers to be told."""
        with self.db.transaction() as session:
            return staff.keep_unit(session, message, caller)

    @hear("routing", "catalogue_changed")
    def hear_catalogue(self, session: Any, events: Any) -> None:
        """Keep the service types and departments that search names."""
        for event in events:
            copies.copy_catalogue(session, event.data)

    @hear("routing", "members_changed")
    def hear_members(self, session: Any, events: Any) -> None:
        """Keep who belongs to which department."""
        for event in events:
            copies.copy_member(session, event.data)

    @hear("intake", "contact_logged")
    def hear_contacts(self, session: Any, events: Any) -> None:
        """Keep which articles answered, and whether a request followed all the same."""
        for event in events:
            uses.note_uses(session, event.data, clock.now())

    @hear("intake", "person_erased")
    def hear_erasures(self, session: Any, events: Any) -> None:
        """Let nothing point to the contacts of a person who was erased, and say so."""
        for event in events:
            contacts = event.data["contacts"]
            emptied = erasing.erase(
                session, (), {"contacts": contacts, "numbers": event.data["numbers"]}, bool(event.data.get("aged"))
            )
            emptied["article_uses"] = uses.forget_contacts(session, contacts)
            left = uses.count_of(session, contacts)
            outbox.say(session, [erasing.confirmation(event.data["erasure"], emptied, left)])
