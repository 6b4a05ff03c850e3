"""Messages about what looks like the same thing."""

from marshmallow import fields

from services.common.contract import Answer, Code, Instant, Message, Text
from services.intake.contract.requests import Location


class DuplicatesWanted(Message):
    """A place and a type, before a request is opened; routing asks for its preview, for staff or for anybody."""

    service_code = Code(required=True)
    location = fields.Nested(Location, load_default=None, allow_none=True)
    for_staff = fields.Boolean(load_default=False)


class DuplicatesOf(Message):
    """A request of which others may be the same."""

    number = Text(most=16, required=True)


class Duplicate(Answer):
    """A request that looks like the same; enough to decide in five seconds and to say "me too"."""

    number = fields.String(required=True)
    status = fields.String()
    requested_at = Instant()
    promised_by = Instant(allow_none=True)
    department = fields.String(allow_none=True)
    metres = fields.Integer()
    description = fields.String()
    address = fields.String(allow_none=True)
    others = fields.Integer()
    picture = fields.String(allow_none=True)


class Duplicates(Answer):
    """What looks like the same and is still being worked on, nearest first, five at most."""

    items = fields.List(fields.Nested(Duplicate), required=True)
