"""Calls about the catalogue as lists and tables."""

from typing import Any

from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.routing.catalogue import drafts, listing, tables
from services.routing.contract import tables as contract
from services.routing.policy import actor, standing


class Tables:
    """Entries as they are in use; a table becomes a draft."""

    db: Any
    catalogue: Any

    @answers(contract.LIST_ENTRIES)
    def list_entries(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return a page of entries."""
        with self.db.reading() as session:
            standing(session, caller).require_anywhere("rule.read")
            return listing.list_entries(session, message)

    @answers(contract.EXPORT_ENTRIES)
    def export_entries(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return all entries of a kind as CSV."""
        with self.db.reading() as session:
            standing(session, caller).require_anywhere("rule.read")
            entries = listing.entries_in_use(session, message["kind"])
        return {"csv": tables.write_table(message["kind"], entries.values())}

    @answers(contract.IMPORT_ENTRIES)
    def import_entries(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Make a draft of what a table says differently."""
        kind = message["kind"]
        with self.db.transaction() as session:
            mine = standing(session, caller)
            mine.require_anywhere("draft.make")

            def act() -> dict[str, Any]:
                present = listing.entries_in_use(session, kind)
                found: dict[str, Any] = dict(tables.read_table(kind, message["csv"], present))
                if message["complete"]:
                    found |= dict.fromkeys(present.keys() - found.keys())
                entries = [{"kind": kind, "code": code, "entry": entry} for code, entry in found.items()]
                wish = message | {"entries": entries}
                row = drafts.make_draft(session, self.catalogue.get(session), wish, actor(caller))
                _require_one(mine, [None, *row.departments])
                return drafts.read_draft(session, row)

            return once(session, contract.IMPORT_ENTRIES, (message, caller), act)


def _require_one(mine: Any, departments: list[str | None]) -> None:
    if not any(mine.may("draft.make", department) for department in departments):
        mine.require("draft.make")
