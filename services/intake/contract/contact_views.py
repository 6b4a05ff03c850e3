"""How contacts are shown: one with its history, and lists of them without words and names."""

from marshmallow import fields, validate

from services.common.contract import PERSONAL_DATA, Answer, Code, Instant, Message, Text
from services.intake.contract.contacts import CALLER_TYPES, TYPES
from services.intake.contract.items import HANDED_OVER, OUTCOMES
from services.intake.contract.requests import CHANNELS


class ItemView(Answer):
    """An item as it was recorded."""

    outcome = fields.String()
    article = fields.Dict(allow_none=True)
    to = fields.String(allow_none=True)
    number_given = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    kind = fields.String(allow_none=True)
    about = fields.String(allow_none=True)
    department = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    theme = fields.String(allow_none=True)
    warm = fields.Boolean(allow_none=True)
    confidential = fields.Boolean()


class ContactStep(Answer):
    """A change of a record: who, when, why, and of each member what it was before."""

    at = Instant()
    by = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    before = fields.Dict()


class ContactView(Answer):
    """A contact as it is recorded now; `history` tells what stood there before."""

    id = fields.String(required=True)
    type = fields.String(required=True)
    channel = fields.String()
    language = fields.String()
    caller_type = fields.String()
    dialled = fields.String(allow_none=True)
    received_at = Instant()
    logged_at = Instant()
    talk_seconds = fields.Integer(allow_none=True)
    wrap_seconds = fields.Integer(allow_none=True)
    anonymous = fields.Boolean()
    call_id = fields.String(allow_none=True)
    from_department = fields.String(allow_none=True)
    same_as = fields.String(allow_none=True)
    state = fields.String()
    notice = fields.Dict(allow_none=True)
    interpreters = fields.List(fields.Dict())
    handover = fields.String(allow_none=True)
    version = fields.Integer()
    history = fields.List(fields.Nested(ContactStep))
    receipt = fields.String(
        allow_none=True, metadata={"description": "the number under which whoever complained asks again"}
    )
    receipt_pin = fields.String(metadata={"description": "what opens the receipt, shown this once"})
    personal_data = fields.List(
        fields.String(validate=validate.OneOf(PERSONAL_DATA)),
        metadata={"description": "what the words of an anonymous contact tell of people, said once"},
    )
    resident = fields.Dict(allow_none=True)
    masked = fields.List(
        fields.String(), metadata={"description": "what of `resident` is masked until somebody says why it is needed"}
    )
    items = fields.List(fields.Nested(ItemView))


class ContactSearch(Message):
    """Which contacts: newest first; without a number, a call or a time only those of the last 31 days."""

    type = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(TYPES))
    channel = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(CHANNELS))
    language = Text(most=8, load_default=None, allow_none=True)
    caller_type = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(CALLER_TYPES))
    outcome = fields.String(load_default=None, allow_none=True, validate=validate.OneOf((*OUTCOMES, HANDED_OVER)))
    department = Code(load_default=None, allow_none=True)
    number = Text(most=16, load_default=None, allow_none=True)
    call_id = Text(most=64, load_default=None, allow_none=True)
    logged_by = Text(most=120, load_default=None, allow_none=True)
    since = Instant(load_default=None, allow_none=True)
    until = Instant(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, strict=True, validate=validate.Range(min=1, max=250))
    cursor = Text(most=80, load_default=None, allow_none=True)


class ContactRow(Answer):
    """A contact in a list: what it was about in codes; no words and nobody's name."""

    id = fields.String(required=True)
    type = fields.String(required=True)
    channel = fields.String()
    language = fields.String()
    caller_type = fields.String()
    received_at = Instant()
    logged_at = Instant()
    logged_by = fields.String(allow_none=True)
    state = fields.String()
    notice = fields.Dict(allow_none=True)
    outcomes = fields.List(fields.String())
    numbers = fields.List(fields.String())


class ContactPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(ContactRow), required=True)
    next = fields.String(allow_none=True)
