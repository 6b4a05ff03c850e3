"""The call and the events about readers of departments' feeds: how far each is, and whether it goes on."""

from marshmallow import fields

from services.common.contract import Answer, Call, Code, EventData, Instant, Message
from services.routing.contract.reconciliation import ReconciliationView
from services.routing.contract.replays import ReplayView


class FeedStatusWanted(Message):
    """Whose feed; a department's own system need not name it."""

    department = Code(load_default=None, allow_none=True)


class ReaderView(Answer):
    """A reader and how far it is; lag in events, and in seconds since the oldest event that it has not taken."""

    reader = fields.String(required=True)
    kind = fields.String(required=True)
    position = fields.Integer(required=True)
    lag = fields.Integer(required=True)
    lag_seconds = fields.Integer(required=True)
    seen_at = Instant(allow_none=True)
    moved_at = Instant(allow_none=True)
    silent = fields.Boolean(required=True)
    overflowed = fields.Boolean(required=True)


class FeedStatus(Answer):
    """A department's feed: the last position, who reads it and how far, its last reconciliation and replay."""

    department = fields.String(required=True)
    head = fields.Integer(required=True)
    last_event_at = Instant(allow_none=True)
    readers = fields.List(fields.Nested(ReaderView), required=True)
    reconciliation = fields.Nested(ReconciliationView, allow_none=True, required=True)
    replay = fields.Nested(ReplayView, allow_none=True, required=True)


class FeedSaid(EventData):
    """Something about a reader of a department's feed."""

    department = fields.String(required=True)
    reader = fields.String(required=True)


class ReaderSilent(FeedSaid):
    """Events wait for this reader, and it has taken none for a quarter of an hour."""

    reached = fields.Integer(required=True)
    lag = fields.Integer(required=True)


class ReaderBack(FeedSaid):
    """The reader takes events again."""


class QueueOverflowed(FeedSaid):
    """The department's queue is full and has dropped its oldest; what is behind `reached` is read over HTTP."""

    reached = fields.Integer(required=True)


READ_FEED_STATUS = Call("read_feed_status", FeedStatusWanted, FeedStatus)

CALLS = (READ_FEED_STATUS,)
EVENTS = (ReaderSilent, ReaderBack, QueueOverflowed)
