"""Calls about attachments, and the hourly sweep of their files."""

from typing import Any

from eventlet import tpool

from services.common import clock, logs
from services.common.caller import Caller
from services.common.errors import Unavailable
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import access, contract, openings
from services.intake.contract.refusals import AttachmentNotFound
from services.intake.papers import attachments, sweeping

log = logs.logger(__name__)


class Attachments:
    """Attach, show, publish, remove."""

    db: Any
    desk: Any

    @answers(contract.PREPARE_ATTACHMENT)
    def prepare_attachment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say whether a file would be taken, before it is sent."""
        with access.changing(self, message, caller, "request.attach") as (session, request, _how):
            return {"left": attachments.room(session, request.number)}

    @answers(contract.ATTACH_FILE)
    def attach_file(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Note a file; one that was swept away meanwhile has to be sent again."""
        with access.changing(self, message, caller, "request.attach") as (session, request, how):

            def add() -> dict[str, Any]:
                row = attachments.attach(session, request, message, openings.actor(caller))
                return attachments.view(row, internal=how != "own")

            added = once(session, contract.ATTACH_FILE, (message, caller), add)
        if not self.desk.blobs.has(message["sha256"]):
            with self.db.transaction() as session:
                attachments.remove(session, attachments.find(session, added["number"], added["id"]), own_only=False)
            raise Unavailable("The file was swept away meanwhile: send it again.")
        return added

    @answers(contract.READ_ATTACHMENT)
    def read_attachment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say where the bytes are, to whom may see them."""
        with access.opened(self, message, caller, "request.read") as (session, request, how):
            row = attachments.find(session, request.number, message["id"])
            if how is None and not row.public:
                raise AttachmentNotFound()
            return attachments.file_of(row, message["thumbnail"])

    @answers(contract.PUBLISH_ATTACHMENT)
    def publish_attachment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let anybody see an attachment, or no longer."""
        with access.changing(self, message, caller, "attachment.publish") as (session, request, _how):

            def publish() -> dict[str, Any]:
                row = attachments.find(session, request.number, message["id"])
                return attachments.view(attachments.publish(row, message["public"]), internal=True)

            return once(session, contract.PUBLISH_ATTACHMENT, (message, caller), publish)

    @answers(contract.REMOVE_ATTACHMENT)
    def remove_attachment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Forget an attachment; its files leave the disk at once unless another one has the same."""
        gone: list[str] = []
        with access.changing(self, message, caller, "attachment.remove") as (session, request, how):

            def remove() -> dict[str, Any]:
                row = attachments.find(session, request.number, message["id"])
                gone.extend(attachments.remove(session, row, own_only=how == "own"))
                return {}

            once(session, contract.REMOVE_ATTACHMENT, (message, caller), remove)
        sweeping.drop(self.desk.blobs, self.db, gone)
        return {}

    @timer(interval=3600, eager=True)
    def sweep_attachments(self) -> None:
        """Drop the files of requests closed long ago, and those that were sent and never attached."""
        full = sweeping.PORTION
        while full == sweeping.PORTION:
            with self.db.transaction() as session:
                full = sweeping.forget_expired(session, clock.now())
        blobs, grace = self.desk.blobs, sweeping.GRACE_SECONDS
        old = tpool.execute(lambda: list(blobs.list_older(grace)))
        dropped = sweeping.drop(blobs, self.db, sweeping.orphans(self.db, old))
        dropped += blobs.sweep_incoming(grace)
        if dropped:
            log.info("files to which nothing referred were dropped", extra={"files": dropped})
