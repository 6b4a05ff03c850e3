"""Messages about looking somebody up: name and second factor in, masked hits out; and who looked up whom."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Instant, Message, Text
from services.intake.contract.views import ServiceName

FACTORS = ("phone", "email", "address", "date")
RULES = ("nothing_found", "many_names", "many_factors", "limit")


class Factor(Message):
    """One thing beside the name that only its bearer says: a ZIP code comes with a house number, a date is about."""

    phone = Text(most=40)
    email = Text(most=254)
    zip = Text(most=10)
    house_number = Text(most=12)
    date = fields.Date()

    @validates_schema
    def exactly_one(self, data: dict, **kwargs: object) -> None:
        """An address is two members; everything else is one."""
        given = [name for name in ("phone", "email", "date") if data.get(name)]
        if data.get("zip") or data.get("house_number"):
            given.append("address")
        if len(given) != 1:
            raise ValidationError("Give one of phone, email, zip with house_number, or date.")
        if given == ["address"] and not (data.get("zip") and data.get("house_number")):
            raise ValidationError("An address is known by zip and house_number together.", "zip")


class NewLookup(Message):
    """Somebody who lost the number, by name and a second factor, and why it is looked up."""

    name = Text(most=200, least=2, required=True)
    factor = fields.Nested(Factor, required=True)
    reason = Text(most=300, least=3, required=True)


class LookupHit(Answer):
    """A request: its number and who asked where the factor fits, else initials, a month, and what else to ask for."""

    matched = fields.Boolean(required=True)
    name = fields.String(required=True)
    number = fields.String(allow_none=True)
    service = fields.Nested(ServiceName, allow_none=True)
    status = fields.String(allow_none=True)
    department = fields.String(allow_none=True)
    area = fields.String(allow_none=True)
    requested_at = Instant(allow_none=True)
    month = fields.String(required=True, metadata={"description": "in which it came, such as 2026-11"})
    on_record = fields.List(
        fields.String(validate=validate.OneOf(FACTORS)),
        required=True,
        metadata={"description": "what can be asked for"},
    )


class LookupAnswer(Answer):
    """Hits, the newest first; `more` says that there are others and the name alone is too common."""

    id = fields.String(required=True)
    items = fields.List(fields.Nested(LookupHit), required=True)
    more = fields.Boolean(required=True)


class LookupsWanted(Message):
    """A page of the log of look-ups, newest first; of one member of staff, or of all."""

    by = Text(most=120, load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class LookupView(Answer):
    """A look-up: who made it and why, keyed hashes of what was asked, and which requests it opened."""

    id = fields.String(required=True)
    at = Instant(required=True)
    by = fields.String(required=True)
    reason = fields.String(required=True)
    factor = fields.String(required=True, validate=validate.OneOf(FACTORS))
    name_hash = fields.String(required=True)
    factor_hash = fields.String(required=True)
    hits = fields.Integer(required=True)
    opened = fields.List(fields.String(), required=True)


class LookupPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(LookupView), required=True)
    next = fields.String(allow_none=True)


class LookupAlarmView(Answer):
    """Somebody's look-ups of an hour look like trawling; `rule` says why."""

    id = fields.String(required=True)
    at = Instant(required=True)
    by = fields.String(required=True)
    rule = fields.String(required=True, validate=validate.OneOf(RULES))
    lookups = fields.Integer(required=True)


class LookupAlarmPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(LookupAlarmView), required=True)
    next = fields.String(allow_none=True)
