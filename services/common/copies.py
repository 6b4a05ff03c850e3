"""Copies of what another service owns: filled from its owner while they are empty, afterwards kept by events."""

from collections.abc import Callable
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider
from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.common import logs
from services.common.caller import Caller
from services.common.contract import Call
from services.common.database import DatabaseAway, Store
from services.common.errors import Refusal
from services.common.peers import CallClient
from services.common.stores import Stores

log = logs.logger(__name__)
SECONDS_BETWEEN_TRIES = 5

# Writes one page of changes, each {"event", "data"} as the owner would say it.
Keep = Callable[[Session, list[dict[str, Any]]], None]


class CopyOf(DependencyProvider):
    """Gives workers `fill()`; fills by itself at start while `present` finds no row.

    `changes` is the owner's call: {"after"} → {"items": [{"event", "data"}], "next": after | None}.
    """

    stores = Stores()
    client = CallClient()

    def __init__(self, owner: str, changes: Call, present: Select[Any], keep: Keep) -> None:
        self.owner, self.changes, self.present, self.keep = owner, changes, present, keep

    def start(self) -> None:
        """Look after the copy in the background until it has something."""
        self.container.spawn_managed_thread(self._fill_when_empty, identifier=f"copies.{self.owner}")

    def get_dependency(self, worker_ctx: Any) -> Callable[[], int]:
        """Return `fill`."""
        return self.fill

    def _fill_when_empty(self) -> None:
        store = self.stores.open()
        while True:
            try:
                if self._is_filled(store) or self.fill():
                    return
            except (Refusal, DatabaseAway) as error:
                log.info("the owner of a copy does not answer yet",
                         extra={"owner": self.owner, "refusal": type(error).__name__})  # fmt: skip
            eventlet.sleep(SECONDS_BETWEEN_TRIES)

    def _is_filled(self, store: Store) -> bool:
        with store.reading() as session:
            return session.execute(self.present.limit(1)).first() is not None

    def fill(self) -> int:
        """Ask the owner for everything and write it page by page; return how many entries there were."""
        store, me = self.stores.open(), Caller(kind="service", subject=self.container.service_name)
        after: int | None = 0
        copied = 0
        while after is not None:
            page = self.client.call(self.owner, self.changes, {"after": after}, me)
            if page["items"]:
                self.write(store, page["items"])
            copied, after = copied + len(page["items"]), page["next"]
        return copied

    def write(self, store: Store, items: list[dict[str, Any]]) -> None:
        """Write a page; once more when an event has brought one of its entries at the same moment."""
        for is_last in (False, True):
            try:
                with store.transaction() as session:
                    self.keep(session, items)
                return
            except IntegrityError:
                if is_last:
                    raise
