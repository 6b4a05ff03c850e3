"""The first filling of the copies of routing's catalogue; afterwards events keep them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from services.common import clock, logs
from services.common.database import Store
from services.common.errors import Refusal
from services.kb.copies import copy_catalogue, copy_member
from services.kb.models import CatalogueCopy

SECONDS_BETWEEN_TRIES = 10
KEEPERS = {"catalogue_changed": copy_catalogue, "members_changed": copy_member}
log = logs.logger(__name__)

Ask = Callable[[int], dict[str, Any]]


class Filling:
    """Asks for everything once, when nothing has been copied yet; an owner that is away is asked again later."""

    def __init__(self) -> None:
        self.done = False
        self._next_try = 0.0

    def fill(self, store: Store, ask: Ask) -> bool:
        """Fill empty copies with what `ask(after)` returns page by page; whether it did."""
        now = clock.monotonic_seconds()
        if self.done or now < self._next_try:
            return False
        self._next_try = now + SECONDS_BETWEEN_TRIES
        with store.reading() as session:
            self.done = session.execute(select(CatalogueCopy.code).limit(1)).first() is not None
        if self.done:
            return False
        try:
            return self._copy(store, ask) > 0
        except Refusal as refusal:
            log.info("routing does not tell its catalogue yet", extra={"refusal": refusal.code})
            return False

    def _copy(self, store: Store, ask: Ask) -> int:
        after: int | None = 0
        copied = 0
        while after is not None:
            page = ask(after)
            with store.transaction() as session:
                for item in page["items"]:
                    KEEPERS[item["event"]](session, item["data"])
            copied, after = copied + len(page["items"]), page["next"]
        return copied
