"""Messages about telephone calls, as the telephone system tells them: how long each part took, and who gave up."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Instant, Message, Text
from services.intake.contract.contact_views import ContactRow
from services.intake.contract.requests import IDEMPOTENCY_KEY

MOST_CALLS = 1000
SECONDS = ("ring_seconds", "queue_seconds", "talk_seconds", "wrap_seconds")


def seconds_field() -> fields.Integer:
    """Seconds of a part of a call, a day at most."""
    return fields.Integer(strict=True, allow_none=True, validate=validate.Range(min=0, max=86400))


class NewCall(Message):
    """What is known of a call; told again with the same id, what is new is added. Never the caller's number."""

    id = Text(most=64, least=1, required=True)
    started_at = Instant()
    dialled = Text(most=40, allow_none=True)
    queue = Text(most=64, allow_none=True)
    language = Text(most=8, allow_none=True)
    agent = Text(most=120, allow_none=True)
    ring_seconds = seconds_field()
    queue_seconds = seconds_field()
    talk_seconds = seconds_field()
    wrap_seconds = seconds_field()
    abandoned = fields.Boolean()


class NewCalls(Message):
    """One call, a list of at most 1,000, or a table of them as CSV."""

    calls = fields.List(fields.Nested(NewCall), required=True, validate=validate.Length(min=1, max=MOST_CALLS))
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def each_call_once(self, data: dict, **kwargs: object) -> None:
        """One call has one row."""
        ids = [call["id"] for call in data.get("calls", ())]
        if len(set(ids)) < len(ids):
            raise ValidationError("A call is named twice.", "calls")


class CallKept(Answer):
    """A call that is known now, and the address that opens its contact on an agent's screen."""

    id = fields.String(required=True)
    screen_pop = fields.String(required=True)


class CallsKept(Answer):
    """How many calls were new, and each of them."""

    new = fields.Integer(required=True)
    items = fields.List(fields.Nested(CallKept), required=True)


class OneCall(Message):
    """A call by the telephone system's id."""

    id = Text(most=64, least=1, required=True)


class CallView(Answer):
    """A call, what was logged about it, and `contact`: the beginning of the record that its agent completes."""

    id = fields.String(required=True)
    started_at = Instant()
    dialled = fields.String(allow_none=True)
    queue = fields.String(allow_none=True)
    language = fields.String(allow_none=True)
    agent = fields.String(allow_none=True)
    ring_seconds = fields.Integer(allow_none=True)
    queue_seconds = fields.Integer(allow_none=True)
    talk_seconds = fields.Integer(allow_none=True)
    wrap_seconds = fields.Integer(allow_none=True)
    abandoned = fields.Boolean()
    contacts = fields.List(fields.Nested(ContactRow))
    contact = fields.Dict()
