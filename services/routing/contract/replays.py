"""The call by which a department has events put into its own queue once more."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Call, Code, Instant, Message, Text
from services.common.errors import Conflict


class ReplayUnderWay(Conflict):
    """Events of this department are being sent again already: wait until that is done."""


class QueueReplayWish(Message):
    """Everything behind a position, or since an instant, up to a position (by default the last one)."""

    department = Code(load_default=None, allow_none=True)
    after = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=2**62))
    since = Instant(load_default=None, allow_none=True)
    until = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=1, max=2**62))
    idempotency_key = Text(most=200, least=1, load_default=None, allow_none=True)

    @validates_schema
    def check_where_it_begins(self, data: dict[str, Any], **kwargs: object) -> None:
        """Refuse none and both."""
        if (data.get("after") is None) == (data.get("since") is None):
            raise ValidationError("Say either after or since.", "after")


class ReplayView(Answer):
    """A replay: the events behind `after` up to `until` are sent, those up to `sent` have been."""

    department = fields.String(required=True)
    after = fields.Integer(required=True)
    until = fields.Integer(required=True)
    sent = fields.Integer(required=True)
    asked_at = Instant(required=True)
    finished_at = Instant(allow_none=True, required=True)


REPLAY_FEED = Call("replay_feed", QueueReplayWish, ReplayView, writes=True)

CALLS = (REPLAY_FEED,)
REFUSALS = (ReplayUnderWay,)
