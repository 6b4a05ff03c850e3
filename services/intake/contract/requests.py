"""Messages about service requests."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Code, Degrees, Instant, Message, Text

CHANNELS = ("phone", "web", "email", "letter", "counter", "social", "council", "internal", "open311", "mobile")
STATUSES = ("open", "assigned", "in_progress", "on_hold", "referred", "closed")
CLOSE_CODES = ("done", "no_action", "unable", "duplicate", "withdrawn", "referred")
NOTICE_WAYS = ("email", "letter", "sms", "phone", "none")
PROMISES = ("missed", "near", "ahead", "none")
SORTS = ("-requested_at", "requested_at")
IDEMPOTENCY_KEY: dict[str, Any] = {"most": 200, "least": 1, "load_default": None, "allow_none": True}


class PostalAddress(Message):
    """Where a letter goes: 1 to 6 lines and a ZIP code."""

    lines = fields.List(Text(most=120, least=1), required=True, validate=validate.Length(min=1, max=6))
    zip = Text(most=10, load_default=None, allow_none=True)


class Resident(Message):
    """Who asks, and how that person wishes to hear."""

    name = Text(most=200, load_default=None, allow_none=True)
    email = fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=254))
    phone = Text(most=40, load_default=None, allow_none=True)
    address = fields.Nested(PostalAddress, load_default=None, allow_none=True)
    language = Text(most=8, load_default=None, allow_none=True)
    notify = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(NOTICE_WAYS))


class Location(Message):
    """Where it is: a point, an address of the register, an address as text, or words; any of them."""

    lat = Degrees(90, load_default=None, allow_none=True)
    long = Degrees(180, load_default=None, allow_none=True)
    address = Text(most=300, load_default=None, allow_none=True)
    address_id = Text(most=64, load_default=None, allow_none=True)
    text = Text(most=1000, load_default=None, allow_none=True)

    @validates_schema
    def both_or_neither(self, data: dict, **kwargs: object) -> None:
        """A point has two coordinates."""
        if (data.get("lat") is None) != (data.get("long") is None):
            raise ValidationError("A point needs both lat and long.", "lat" if data.get("lat") is None else "long")


class NewRequest(Message):
    """A service request as a resident, an agent or a system hands it in."""

    service_code = Code(required=True)
    description = Text(most=4000, load_default="")
    answers = fields.Dict(keys=Text(most=64), values=fields.Raw(allow_none=True), load_default=dict)
    location = fields.Nested(Location, load_default=None, allow_none=True)
    resident = fields.Nested(Resident, load_default=None, allow_none=True)
    anonymous = fields.Boolean(load_default=False)
    channel = fields.String(load_default="web", validate=validate.OneOf(CHANNELS))
    language = Text(most=8, load_default=None, allow_none=True)
    received_at = Instant(load_default=None, allow_none=True)
    duplicate_of = Text(most=12, load_default=None, allow_none=True)
    drill = fields.Boolean(load_default=False)
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def anonymous_means_nobody(self, data: dict, **kwargs: object) -> None:
        """Who wishes to stay unknown must not be known."""
        if data.get("anonymous") and data.get("resident"):
            raise ValidationError("An anonymous request cannot name a resident.", "resident")


class OneRequest(Message):
    """A request by its number; any spacing of the digits is understood."""

    number = Text(most=16, required=True)
    pin = Text(most=12, load_default=None, allow_none=True)


class Search(Message):
    """Filters of a list of requests; newest first unless sorted otherwise; at most 250 a page.

    `q` is a number, or words that all occur, the last one as far as it is typed. `promise` is that of open requests:
    missed, near (within a day), ahead, none. `saved` names kept filters; what is said beside it goes before them.
    """

    saved = Text(most=36, load_default=None, allow_none=True)
    q = Text(most=200, load_default=None, allow_none=True)
    status = fields.List(fields.String(validate=validate.OneOf(STATUSES)), load_default=list)
    service = fields.List(Code(), load_default=list)
    department = Code(load_default=None, allow_none=True)
    zip = Text(most=10, load_default=None, allow_none=True)
    district = Text(most=64, load_default=None, allow_none=True)
    area = Text(most=120, least=1, load_default=None, allow_none=True)
    channel = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(CHANNELS))
    language = Text(most=8, least=1, load_default=None, allow_none=True)
    promise = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(PROMISES))
    since = Instant(load_default=None, allow_none=True)
    until = Instant(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=200, load_default=None, allow_none=True)
    sort = fields.String(load_default="-requested_at", validate=validate.OneOf(SORTS))


class Amendment(Message):
    """Changes of a request that is not closed; `version` is the one that was read (If-Match)."""

    number = Text(most=16, required=True)
    version = fields.Integer(required=True)
    description = Text(most=4000)
    answers = fields.Dict(keys=Text(most=64), values=fields.Raw(allow_none=True))
    location = fields.Nested(Location, allow_none=True)
    resident = fields.Nested(Resident)
    service_code = Code()
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class NewNote(Message):
    """A note on a request: internal unless said otherwise; a resident's note is public to the resident.

    Staff may name a standard reply instead of writing the text.
    """

    number = Text(most=16, required=True)
    text = Text(most=4000, least=1, load_default=None, allow_none=True)
    reply = Code(load_default=None, allow_none=True)
    public = fields.Boolean(load_default=False)
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def says_it_once(self, data: dict, **kwargs: object) -> None:
        """Own words, or a standard reply."""
        if (data.get("text") is None) == (data.get("reply") is None):
            raise ValidationError("Say it in words (text), or name a standard reply (reply): one of both.", "text")


class Withdrawal(Message):
    """The resident needs it no longer."""

    number = Text(most=16, required=True)
    reason = Text(most=1000, load_default="")
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class Reopening(Message):
    """The resident says that it was not done."""

    number = Text(most=16, required=True)
    reason = Text(most=1000, least=1, required=True)
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)
