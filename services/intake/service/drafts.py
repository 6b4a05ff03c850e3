"""Calls about requests that are not handed in yet."""

from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import InvalidInput
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import contract, policy
from services.intake.drafts import keeping


class Drafts:
    """Save, list, read, change, hand in, drop."""

    db: Any
    desk: Any
    open_request: Any

    def _find(self, session: Any, message: dict[str, Any], caller: Caller, lock: bool = False) -> Any:
        _require(session, caller, "draft.keep")
        return keeping.find(session, self.desk.secret, message, caller, lock)

    @answers(contract.SAVE_REQUEST_DRAFT)
    def save_request_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Keep it; a repeat gets the same draft. Its words are not kept with the idempotency key."""
        with self.db.transaction() as session:
            _require(session, caller, "draft.keep")

            def save() -> dict[str, Any]:
                return keeping.view(keeping.save(session, message["content"], caller)) | {"content": {}}

            saved = once(session, contract.SAVE_REQUEST_DRAFT, (message, caller), save)
        key = None if keeping.owner_of(caller) else keeping.key_of(self.desk.secret, saved["id"])
        return self.read_request_draft({"id": saved["id"], "key": key}, caller) | {"key": key}

    @answers(contract.LIST_REQUEST_DRAFTS)
    def list_request_drafts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List the own ones."""
        with self.db.reading() as session:
            _require(session, caller, "draft.list")
            return keeping.page(session, caller, message["limit"], message["cursor"])

    @answers(contract.READ_REQUEST_DRAFT)
    def read_request_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show it to whom it belongs."""
        with self.db.reading() as session:
            return keeping.view(self._find(session, message, caller))

    @answers(contract.CHANGE_REQUEST_DRAFT)
    def change_request_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write it anew."""
        with self.db.transaction() as session:
            row = self._find(session, message, caller, lock=True)
            keeping.change(row, message["version"], message["content"])
            return keeping.view(row)

    @answers(contract.DROP_REQUEST_DRAFT)
    def drop_request_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Delete it."""
        with self.db.transaction() as session:
            session.delete(self._find(session, message, caller, lock=True))
        return {}

    @answers(contract.HAND_IN_REQUEST_DRAFT)
    def hand_in_request_draft(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Open the request and drop the draft; when only the first came to pass, a repeat gets the same number."""
        with self.db.reading() as session:
            row = self._find(session, message, caller)
            wanted = keeping.as_request(row)
        opened: dict[str, Any] = self.open_request(_complete(wanted), caller)
        with self.db.transaction() as session:
            session.delete(self._find(session, message, caller, lock=True))
        return opened

    @timer(interval=60, eager=True)
    def forget_drafts(self) -> None:
        """Delete what is over."""
        full = keeping.PORTION
        while full == keeping.PORTION:
            with self.db.transaction() as session:
                full = keeping.forget(session, clock.now())


def _require(session: Any, caller: Caller, action: str) -> None:
    """Return for whoever may keep drafts at all."""
    standing = policy.standing(session, caller)
    if standing.scope(action) is None:
        standing.require(action)


def _complete(wanted: dict[str, Any]) -> dict[str, Any]:
    """Read a draft as a request; what is missing or wrong is named where it stands in the draft."""
    try:
        return load(contract.OPEN_REQUEST.request, wanted)
    except InvalidInput as refusal:
        errors = [error | {"pointer": f"/content{error['pointer']}"} for error in refusal.errors]
        raise InvalidInput(errors=errors) from refusal
