"""Messages about people: who belongs to a department, in which tier and unit, and who is away."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text
from services.routing.contract.catalogue import KEY

TIERS = ("employee", "manager", "contractor")
MAIL = validate.Regexp(r"^$|^[^\s@<>,;]+@[^\s@<>,;]+\Z", error="Not an e-mail address.")


class OneMember(Message):
    """Somebody in a department; the subject is that of the token."""

    department = Code(required=True)
    subject = Text(most=120, least=1, required=True)


class MemberWish(OneMember):
    """Who shall belong to a department, and in which tier; null ends the membership.

    A name, address or unit that is not given stays as it was, an empty one is forgotten.
    """

    tier = fields.String(required=True, allow_none=True, validate=validate.OneOf(TIERS))
    name = Text(most=120, load_default=None, allow_none=True)
    email = Text(most=254, load_default=None, allow_none=True, validate=[MAIL])
    unit = Text(most=64, load_default=None, allow_none=True)
    idempotency_key = Text(**KEY)


class MemberView(Answer):
    """A membership as it is now; `reviewed_at` is when management last said that the tier is right."""

    department = fields.String(required=True)
    subject = fields.String(required=True)
    tier = fields.String(required=True, allow_none=True)
    name = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)
    changed_at = Instant(allow_none=True)
    changed_by = fields.String(allow_none=True)
    reviewed_at = Instant(allow_none=True)
    reviewed_by = fields.String(allow_none=True)
    away_from = Instant(allow_none=True)
    away_until = Instant(allow_none=True)
    stand_in = fields.String(allow_none=True)


class MembersWanted(Message):
    """Who belongs to a department, of one tier or all."""

    department = Code(required=True)
    tier = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(TIERS))
    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=250))
    cursor = Text(most=120, load_default=None, allow_none=True)


class MemberPage(Answer):
    """A page of members, by subject."""

    items = fields.List(fields.Nested(MemberView), required=True)
    next = fields.String(allow_none=True)


class AbsenceWish(OneMember):
    """From when until when somebody is away, and who has the work meanwhile; both null: is here (again).

    Open work goes over when the absence begins, new work at once; what the stand-in has is not taken back at its end.
    """

    away_from = Instant(required=True, allow_none=True)
    away_until = Instant(load_default=None, allow_none=True)
    stand_in = Text(most=120, least=1, load_default=None, allow_none=True)
    idempotency_key = Text(**KEY)
