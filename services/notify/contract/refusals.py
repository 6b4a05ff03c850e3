"""What notify refuses, by name."""

from services.common.errors import Conflict, NotFound


class StandardReplyNotFound(NotFound):
    """There is no such standard reply, or it is not approved."""


class OwnDraft(Conflict):
    """Somebody else than who wrote it approves a reply."""
