"""Messages about questions that found no answer."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message
from services.kb.contract.answers import Language


class GapsWanted(Message):
    """Gaps of a state, the most frequent first."""

    state = fields.String(load_default="open", validate=validate.OneOf(("open", "closed")))
    language = Language(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0, max=100_000))


class GapView(Answer):
    """A question without an answer, stripped of what could point to a person, and how often it came."""

    id = fields.String(required=True)
    text = fields.String(required=True)
    language = fields.String(required=True)
    state = fields.String(required=True)
    times = fields.Integer(required=True)
    first_at = Instant(required=True)
    last_at = Instant(required=True)
    closed_at = Instant(allow_none=True)
    closed_by_kind = fields.String(allow_none=True)
    closed_by_id = fields.String(allow_none=True)


class GapList(Answer):
    """Gaps; `next` is the offset of the next page, null at the end."""

    items = fields.List(fields.Nested(GapView), required=True)
    next = fields.Integer(allow_none=True)
