"""Messages about requests that belong together: joined ones, and the parts of one that was split."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Message, Text
from services.intake.contract.requests import IDEMPOTENCY_KEY, Location

RULES = ("all", "any", "none")
MOST_PARTS = 10


class Merging(Message):
    """The request is about the same thing as `into`: it is joined to it and keeps its number."""

    number = Text(most=16, required=True)
    into = Text(most=16, required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class Unmerging(Message):
    """The request was joined to another by mistake."""

    number = Text(most=16, required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class Part(Message):
    """One of the things that a request asks for; without a place it is where the whole is."""

    service_code = Code(required=True)
    description = Text(most=4000, load_default="")
    answers = fields.Dict(keys=Text(most=64), values=fields.Raw(allow_none=True), load_default=dict)
    location = fields.Nested(Location, load_default=None, allow_none=True)


class Splitting(Message):
    """The request is several things; the whole is closed with `all` parts, with `any` that is done, or by itself."""

    number = Text(most=16, required=True)
    parts = fields.List(fields.Nested(Part), required=True, validate=validate.Length(min=1, max=MOST_PARTS))
    rule = fields.String(load_default="all", validate=validate.OneOf(RULES))
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class Relative(Answer):
    """A request that belongs to another."""

    number = fields.String(required=True)
    status = fields.String()
    service_code = fields.String()


class Family(Answer):
    """What a request belongs to and what belongs to it; residents are told how many others reported the same."""

    into = fields.String(allow_none=True)
    others = fields.Integer()
    joined = fields.List(fields.Nested(Relative))
    whole = fields.String(allow_none=True)
    rule = fields.String(allow_none=True)
    parts = fields.List(fields.Nested(Relative))
