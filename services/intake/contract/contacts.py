"""Messages about contacts: every one ends with an outcome for each thing that was asked."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Code, Instant, Message, Text
from services.intake.contract.requests import CHANNELS, IDEMPOTENCY_KEY, Resident

OUTCOMES = ("answered", "referred", "request", "recorded")
TYPES = ("general_information", "referral", "service_request", "miscellaneous")
CALLER_TYPES = ("resident", "business", "visitor", "staff")
FEEDBACK_KINDS = ("praise", "complaint", "suggestion")
FEEDBACK_ABOUT = ("employee", "department", "policy", "311")

NEEDED = {
    "answered": ("article",),
    "referred": ("to",),
    "request": ("number",),
    "recorded": ("kind", "text"),
}


class ArticleUsed(Message):
    """The article that answered, in the version that was read out."""

    id = Text(most=100, least=1, required=True)
    version = fields.Integer(required=True, validate=validate.Range(min=1, max=2**31 - 1))


class NewItem(Message):
    """One thing that was asked and what came of it."""

    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    article = fields.Nested(ArticleUsed)
    to = Text(most=100)
    number_given = Text(most=40, allow_none=True)
    reason = Text(most=300)
    number = Text(most=16)
    kind = fields.String(validate=validate.OneOf(FEEDBACK_KINDS))
    about = fields.String(validate=validate.OneOf(FEEDBACK_ABOUT))
    department = Code(allow_none=True)
    text = Text(most=4000)

    @validates_schema
    def outcome_has_what_it_needs(self, data: dict, **kwargs: object) -> None:
        """An outcome without its target is none."""
        for member in NEEDED.get(data.get("outcome", ""), ()):
            if not data.get(member):
                raise ValidationError(f"An item with outcome {data['outcome']} needs {member}.", member)


class NewContact(Message):
    """A contact as logged at wrap-up."""

    channel = fields.String(required=True, validate=validate.OneOf(CHANNELS))
    language = Text(most=8, load_default="en")
    caller_type = fields.String(load_default="resident", validate=validate.OneOf(CALLER_TYPES))
    dialled = Text(most=40, load_default=None, allow_none=True)
    received_at = Instant(load_default=None, allow_none=True)
    talk_seconds = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=86400))
    wrap_seconds = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=86400))
    resident = fields.Nested(Resident, load_default=None, allow_none=True)
    anonymous = fields.Boolean(load_default=False)
    items = fields.List(fields.Nested(NewItem), required=True, validate=validate.Length(min=1, max=20))
    drill = fields.Boolean(load_default=False)
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def anonymous_means_nobody(self, data: dict, **kwargs: object) -> None:
        """Who wishes to stay unknown must not be known."""
        if data.get("anonymous") and data.get("resident"):
            raise ValidationError("An anonymous contact cannot name a resident.", "resident")


class OneContact(Message):
    """A contact by its id."""

    id = Text(most=36, required=True)


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


class ContactView(Answer):
    """A contact as it was recorded; its type follows from its items."""

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
    resident = fields.Dict(allow_none=True)
    items = fields.List(fields.Nested(ItemView))
