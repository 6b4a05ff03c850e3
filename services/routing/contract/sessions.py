"""Messages about oneself and about sessions of browsers."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text
from services.routing.contract.worklists import Counts

KINDS = ("session", "sid", "subject")


class SessionsWish(Message):
    """Which sessions end now: one by its id, those of a session at the provider (sid), or all of a person (subject)."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    value = Text(most=255, least=1, required=True)


class Done(Answer):
    """It has been done."""


class EndsWanted(Message):
    """What has ended since a row."""

    after = fields.Integer(load_default=0, validate=validate.Range(min=0))
    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=250))


class SessionEnd(Answer):
    """Which sessions are over; of a person or a provider's session those that began before."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    value = fields.String(required=True)
    at = Instant(required=True)


class SessionEnds(Answer):
    """A page, oldest first."""

    items = fields.List(fields.Nested(SessionEnd), required=True)
    next = fields.Integer(allow_none=True)


class Standing(Answer):
    """What one is in a department, with its open work, and of it one's own."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    tier = fields.String(required=True)
    unit = fields.String(allow_none=True)
    work = fields.Nested(Counts, required=True)
    mine = fields.Nested(Counts, required=True)


class Me(Answer):
    """Who one is here: county-wide roles from the token, departments from their management, actions of routing."""

    subject = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    departments = fields.List(fields.Nested(Standing), required=True)
    may = fields.List(fields.String(), required=True)
