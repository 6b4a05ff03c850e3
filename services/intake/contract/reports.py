"""Messages of Open311 clients: a report from a form, and what they post to a request later."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Code, Message, Text
from services.intake.contract.attachments import CleanFile
from services.intake.contract.requests import IDEMPOTENCY_KEY, Location, Resident

MOST_LINKS = 5
MOST_FILES = 5


class Report(Message):
    """A request as a form sends it: answers are lists of texts, read by the questions' datatypes."""

    service_code = Code(required=True)
    description = Text(most=4000, load_default="")
    answers = fields.Dict(
        keys=Text(most=64),
        values=fields.List(Text(most=2000), validate=validate.Length(max=100)),
        load_default=dict,
        validate=validate.Length(max=100),
    )
    location = fields.Nested(Location, required=True)
    resident = fields.Nested(Resident, load_default=None, allow_none=True)
    media = fields.List(Text(most=2000, least=1), load_default=list, validate=validate.Length(max=MOST_LINKS))
    files = fields.List(fields.Nested(CleanFile), load_default=list, validate=validate.Length(max=MOST_FILES))
    jurisdiction_id = Text(most=64, load_default=None, allow_none=True)
    language = Text(most=8, load_default=None, allow_none=True)
    with_token = fields.Boolean(load_default=False)
    drill = fields.Boolean(load_default=False)
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def place_is_named(self, data: dict, **kwargs: object) -> None:
        """Open311 wants a place of every request: a point, an address or an address id."""
        place = data.get("location") or {}
        named = place.get("lat") is not None or any((place.get(n) or "").strip() for n in ("address", "address_id"))
        if not named:
            raise ValidationError("Say where: lat and long, address_string or address_id.", "location")


class Reported(Answer):
    """The number that the request has at once, the token where one was wished, and what to expect."""

    number = fields.String(required=True)
    token = fields.String(allow_none=True)
    service_notice = fields.String(allow_none=True)


class PublicUpdate(Message):
    """A text that everybody may read, posted to a request by the client that opened it."""

    number = Text(most=16, required=True)
    text = Text(most=4000, least=1, required=True)
    jurisdiction_id = Text(most=64, load_default=None, allow_none=True)
    drill = fields.Boolean(load_default=False)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class UpdateId(Answer):
    """What the posted update is called in `list_public_updates`."""

    id = fields.String(required=True)
