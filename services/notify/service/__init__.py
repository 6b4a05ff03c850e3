"""Notify's entrypoints: what it hears, the calls it answers, and the senders that run beside them."""

from collections.abc import Callable, Sequence
from typing import Any

import eventlet
from eventlet import tpool
from nameko.extensions import DependencyProvider
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Session

from services.common import clock, settings
from services.common.auditing import Audit
from services.common.caller import Caller
from services.common.envelope import Heard
from services.common.handlers import hear
from services.common.rpc import Peer, answers
from services.common.service import Service, configure
from services.common.stores import Stores
from services.common.timers import timer
from services.notify import bulletins, client_links, contract, followers, lists, measures, telling, upkeep
from services.notify.batches import delete_batch
from services.notify.claims import LEASE, free_orphans
from services.notify.mailing import Mailing
from services.notify.messages import Writer
from services.notify.office import read_office
from services.notify.policy import allow, department_of
from services.notify.posting import Posting
from services.notify.service.asking import (
    ask_for_bulletins,
    ask_for_followers,
    ask_for_links,
    ask_for_lists,
    ask_intake,
)
from services.notify.service.audit import Audited
from services.notify.service.privacy import Privacy
from services.notify.service.replies import Replies
from services.notify.templates import Templates

configure("notify")
DRAIN_SECONDS = 15


class PostRoom(DependencyProvider):
    """Runs the senders of mail and the writer of letters from start to stop."""

    stores = Stores()

    def setup(self) -> None:
        """Read templates and settings: a fault in one stops the start."""
        secret = settings.read(self.container.service_name).secret
        self.writer = Writer(read_office(), Templates(), secret)
        store = self.stores.open()
        self.mailing, self.posting = (
            Mailing(store, self.writer, self.writer.office.connections),
            Posting(store, self.writer),
        )
        self._running = 0

    def start(self) -> None:
        """Begin to send what is due, also what an earlier process left; on SQLite it is certain that it is gone."""
        if settings.read(self.container.service_name).on_sqlite:
            with self.mailing.store.transaction() as session:
                measures.mails_ambiguous_total.inc(free_orphans(session, clock.now(), leased=LEASE))
        for loop in [*self.mailing.loops(), self.posting.run]:
            self._spawn(loop)

    def _spawn(self, loop: Callable[[], None]) -> None:
        def run() -> None:
            try:
                loop()
            finally:
                self._running -= 1

        self._running += 1
        self.container.spawn_managed_thread(run, identifier=f"post_room.{self._running}")

    def ring(self, channels: set[str]) -> None:
        """Wake who sends on these channels."""
        if "email" in channels:
            self.mailing.bell.ring()
        if "letter" in channels:
            self.posting.bell.ring()

    def get_dependency(self, worker_ctx: Any) -> "PostRoom":
        """Return the room."""
        return self

    def stop(self) -> None:
        """Let what is being sent be sent and written down, the rest stays for the next start."""
        with eventlet.Timeout(DRAIN_SECONDS, False):
            while self._running:
                self.mailing.stop()
                self.posting.stop()
                eventlet.sleep(0.02)


class NotifyService(Replies, Privacy, Audited, Service):
    """Tells residents how their requests go, by e-mail or letter, and lists whom nobody could tell."""

    name = "notify"
    contract = contract
    hears_every_seconds = 0.4
    says_every_seconds = 0.2
    intake = Peer("intake")
    routing = Peer("routing")
    post_room = PostRoom()
    audit = Audit()

    @hear(
        "intake", "request_opened", "request_status_changed", "request_closed", "request_reopened", "requests_merged",
        "resident_asked", "resident_told",
        ask=ask_intake,
    )  # fmt: skip
    def tell_residents(self, session: Session, events: Sequence[Heard], facts: telling.Facts) -> None:
        """Write a message for each event."""
        self._ring_after(session, telling.tell(session, self.post_room.writer, events, facts, clock.now()))

    @hear("intake", "client_link_asked", ask=ask_for_links)
    def tell_owners(self, session: Session, events: Sequence[Heard], links: client_links.Links) -> None:
        """Write a mail for each link."""
        self._ring_after(session, client_links.tell(session, self.post_room.writer, events, links, clock.now()))

    @hear("routing", "bulletin_issued", ask=ask_for_bulletins)
    def tell_departments(self, session: Session, events: Sequence[Heard], known: bulletins.Bulletins) -> None:
        """Write a mail for each address."""
        self._ring_after(session, bulletins.tell(session, self.post_room.writer, events, known, clock.now()))

    @hear("intake", "follow_asked", ask=ask_for_followers)
    def ask_followers(self, session: Session, events: Sequence[Heard], facts: followers.Facts) -> None:
        """Write a mail for each address that somebody wishes to be told."""
        self._ring_after(session, followers.ask(session, self.post_room.writer, events, facts, clock.now()))

    @hear("intake", "own_list_asked", ask=ask_for_lists)
    def tell_own_lists(self, session: Session, events: Sequence[Heard], links: client_links.Links) -> None:
        """Write a mail for each link that leads to requests."""
        self._ring_after(session, client_links.tell(session, self.post_room.writer, events, links, clock.now()))

    def _ring_after(self, session: Session, channels: set[str]) -> None:
        """Wake the senders once it is committed."""
        if channels:
            sqlalchemy_event.listen(session, "after_commit", lambda _: self.post_room.ring(channels), once=True)

    @timer(interval=3, eager=True)
    def look_after(self) -> None:
        """Keep the claims of this process, free those of dead ones, refresh the gauges."""
        self.post_room.mailing.renew_claims()
        with self.db.transaction() as session:
            upkeep.free_and_count(session, clock.now())

    @timer(interval=600, eager=True)
    def forget(self) -> None:
        """Erase words and addresses that have been kept long enough, and the letters of old batches."""
        office = self.post_room.writer.office
        with self.db.reading() as session:
            batches = upkeep.old_batches(session, office, clock.now())
        for batch_id in batches:
            tpool.execute(delete_batch, office.letters, batch_id)
            with self.db.transaction() as session:
                upkeep.mark_deleted(session, batch_id)
        self._forget_messages()

    def _forget_messages(self) -> None:
        """Erase in portions, so that no transaction is long."""
        erased = upkeep.AT_ONCE
        while erased == upkeep.AT_ONCE:
            with self.db.transaction() as session:
                erased = upkeep.forget(session, self.post_room.writer.office, clock.now())

    @answers(contract.LIST_MESSAGES)
    def list_messages(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return how the resident of a request was told."""
        allow(caller, contract.LIST_MESSAGES.name)
        with self.db.reading() as session:
            return lists.list_messages(session, message["number"], department_of(caller))

    @answers(contract.LIST_UNREACHABLE)
    def list_unreachable(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return whom a person has to call."""
        allow(caller, contract.LIST_UNREACHABLE.name)
        with self.db.reading() as session:
            return lists.list_unreachable(session, **message)

    @answers(contract.READ_LETTER_BATCHES)
    def read_letter_batches(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return the batches of letters."""
        allow(caller, contract.READ_LETTER_BATCHES.name)
        with self.db.reading() as session:
            return lists.list_batches(session, **message)
