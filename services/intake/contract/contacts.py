"""Messages about contacts: every one ends with an outcome for each thing that was asked."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Code, Instant, Message, Text
from services.intake.contract.handovers import HandoverWish
from services.intake.contract.items import NewItem
from services.intake.contract.notices import Notice
from services.intake.contract.requests import CHANNELS, IDEMPOTENCY_KEY, Resident

TYPES = ("general_information", "referral", "service_request", "miscellaneous")
CALLER_TYPES = ("resident", "business", "visitor", "staff")


class Interpretation(Message):
    """A session with an interpreter: who gave it, in which language, from when to when, and what it cost."""

    vendor = Text(most=64, least=1, required=True)
    language = Text(most=8, least=2, required=True)
    started_at = Instant(required=True)
    stopped_at = Instant(required=True)
    cost_cents = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=10**7))

    @validates_schema
    def it_ends_after_it_began(self, data: dict, **kwargs: object) -> None:
        """A session is at most a day long."""
        seconds = (data["stopped_at"] - data["started_at"]).total_seconds()
        if not 0 <= seconds <= 86400:
            raise ValidationError("A session stops after it started, within a day.", "stopped_at")


class NewContact(Message):
    """A contact as logged at wrap-up; its type follows from its items unless it is said.

    `from_department` is the department whose staff asks, `same_as` the contact that said the same before; with
    `handover` a department's people take it over.
    """

    channel = fields.String(required=True, validate=validate.OneOf(CHANNELS))
    language = Text(most=8, load_default="en")
    caller_type = fields.String(load_default="resident", validate=validate.OneOf(CALLER_TYPES))
    dialled = Text(most=40, load_default=None, allow_none=True)
    received_at = Instant(load_default=None, allow_none=True)
    talk_seconds = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=86400))
    wrap_seconds = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=86400))
    resident = fields.Nested(Resident, load_default=None, allow_none=True)
    anonymous = fields.Boolean(load_default=False)
    type = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(TYPES))
    call_id = Text(most=64, least=1, load_default=None, allow_none=True)
    from_department = Code(load_default=None, allow_none=True)
    same_as = Text(most=36, load_default=None, allow_none=True)
    interpreters = fields.List(fields.Nested(Interpretation), load_default=list, validate=validate.Length(max=5))
    notice = fields.Nested(Notice, load_default=None, allow_none=True)
    handover = fields.Nested(HandoverWish, load_default=None, allow_none=True)
    items = fields.List(fields.Nested(NewItem), load_default=list, validate=validate.Length(max=20))
    drill = fields.Boolean(load_default=False)
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def it_ends_or_goes_on(self, data: dict, **kwargs: object) -> None:
        """A contact has an outcome, or somebody takes it over."""
        if not data.get("items") and not data.get("handover"):
            raise ValidationError("A contact needs an outcome for each thing that was asked.", "items")

    @validates_schema
    def anonymous_means_nobody(self, data: dict, **kwargs: object) -> None:
        """Who wishes to stay unknown must not be known."""
        if data.get("anonymous") and data.get("resident"):
            raise ValidationError("An anonymous contact cannot name a resident.", "resident")


class OneContact(Message):
    """A contact by its id."""

    id = Text(most=36, required=True)


class ContactAmendment(Message):
    """What was wrong in a record, in the version that was read; who logged it the same day, a supervisor later too.

    `items` replaces all items; what stood before stays in the history.
    """

    id = Text(most=36, required=True)
    version = fields.Integer(required=True)
    type = fields.String(validate=validate.OneOf(TYPES))
    channel = fields.String(validate=validate.OneOf(CHANNELS))
    language = Text(most=8, least=2)
    caller_type = fields.String(validate=validate.OneOf(CALLER_TYPES))
    received_at = Instant()
    from_department = Code(allow_none=True)
    same_as = Text(most=36, allow_none=True)
    items = fields.List(fields.Nested(NewItem), validate=validate.Length(min=1, max=20))
    reason = Text(most=300, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)
