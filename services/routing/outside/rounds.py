"""A round of the sender and of the poller: ask first, then a short transaction, then the other server, then another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.common import logs
from services.common.database import Store
from services.intake.contract import LIST_FORWARDING_FACTS
from services.routing.outside import client, forwardings, lists, polling, servers
from services.routing.outside.client import Server, ServerAway
from services.routing.outside.forwardings import Tried

log = logs.logger(__name__)
Items = list[dict[str, Any]]


@dataclass(frozen=True)
class Rounds:
    """What both rounds need; `spread(act, items)` does something for all of them, a few at a time."""

    db: Store
    intake: Any
    secret: bytes
    first_wait_seconds: float
    poll_seconds: float
    spread: Callable[[Callable[[dict[str, Any]], None], Items], None]

    def send(self) -> None:
        """Hand over what is due."""
        with self.db.reading() as session:
            due = forwardings.due(session)
        if not due:
            return
        answer = self.intake.call(LIST_FORWARDING_FACTS, {"numbers": sorted(set(due.values()))})
        facts = {fact["number"]: fact for fact in answer["facts"]}
        with self.db.transaction() as session:
            rows = forwardings.claim(session, due)
            known = lists.servers_of(session, rows)
        self.spread(lambda row: self._send(row, known, facts), rows)

    def _send(self, row: dict[str, Any], known: dict[str, Any], facts: dict[str, Any]) -> None:
        config, fact = known.get(row["agency"]), facts.get(row["number"])
        if config is None or fact is None:
            tried = Tried("refused", "no server" if config is None else "no such request")
        else:
            tried = self._try(self._server(config), row, fact)
        with self.db.transaction() as session:
            forwardings.settle(session, row, tried, self.first_wait_seconds)
        log.info("a request was to be handed over", extra={"number": row["number"], "came": tried.kind})

    def _try(self, server: Server, row: dict[str, Any], fact: dict[str, Any]) -> Tried:
        """Post; when an earlier attempt may have arrived, look for it first."""
        if row["unsure"]:
            try:
                if number := client.find(server, row):
                    return Tried("sent", number=number)
            except ServerAway as error:
                return Tried("unsure", str(error))
        return server.post(client.compose(row, fact), row["id"])

    def _server(self, config: dict[str, Any]) -> Server:
        key = servers.unseal(self.secret, config["sealed_key"])
        return Server(config["url"].rstrip("/"), config["jurisdiction_id"], key)

    def poll(self) -> None:
        """Ask the servers whose turn it is what became of our requests."""
        with self.db.reading() as session:
            if not polling.any_due(session):
                return
        with self.db.transaction() as session:
            polled = polling.due(session, self.poll_seconds)
        self.spread(self._poll, polled)

    def _poll(self, polled: dict[str, Any]) -> None:
        server, agency = self._server(polled), polled["agency"]
        with self.db.reading() as session:
            ours = polling.there(session, agency)
        if not ours:
            return
        try:
            found, seen = polling.numbers_of_tokens(server, ours), polling.ask(server, polled, ours)
        except ServerAway as error:
            log.warning("another agency's server is away", extra={"agency": agency, "reason": str(error)})
            with self.db.transaction() as session:
                polling.note_failure(session, agency)
            return
        with self.db.transaction() as session:
            for row in ours:
                if row["id"] in found:
                    forwardings.number_found(session, row, found[row["id"]])
            polling.keep(session, agency, seen)
