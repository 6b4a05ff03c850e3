"""The form of catalogue entries: what a service type, rule, partnership, department or calendar may say."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Code, Message, Text
from services.routing.contract.texts import ByLanguage, OneOrMany, Words

LEVELS = (0, 1, 2, 3, 4)
DATATYPES = ("string", "text", "number", "datetime", "singlevaluelist", "multivaluelist")
LONGEST_TURNAROUND = 1500  # business days
Day = fields.Date


def _days(**options: Any) -> fields.Integer:
    limits = validate.Range(min=0, max=LONGEST_TURNAROUND)
    return fields.Integer(strict=True, allow_none=True, validate=limits, **options)


class Entry(Message):
    """What every kind has; an entry that is not active is out of use."""

    code = Code(required=True)
    active = fields.Boolean()


class QuestionWhen(Message):
    """A question that follows certain answers to an earlier one."""

    question = Text(most=64, least=1, required=True)
    values = fields.List(Text(most=64), required=True, validate=validate.Length(min=1))


class StopEntry(Message):
    """Whom to turn to instead: 911, or the code of an office."""

    to = Text(most=64, least=1, required=True)
    phone = Text(most=40, allow_none=True)
    text = Words(required=True)


class ValueEntry(Message):
    """One possible answer."""

    key = Text(most=64, least=1, required=True)
    name = Words(required=True)
    stop = fields.Nested(StopEntry, allow_none=True)


class QuestionEntry(Message):
    """A question of a service type."""

    code = Text(most=64, least=1, required=True)
    label = Words(required=True)
    datatype = fields.String(required=True, validate=validate.OneOf(DATATYPES))
    required = fields.Boolean()
    order = fields.Integer()
    when = fields.Nested(QuestionWhen, allow_none=True)
    values = fields.List(fields.Nested(ValueEntry), allow_none=True)

    @validates_schema
    def check_values(self, data: dict[str, Any], **kwargs: Any) -> None:
        """A list without values can never be answered."""
        if data.get("datatype", "").endswith("valuelist") and not data.get("values"):
            raise ValidationError("A list needs values.", "values")


class ServiceTypeEntry(Entry):
    """A service type; level is 0 self-service, 1 agent, 2 tier 2, 3 request, 4 referred out."""

    name = ByLanguage(required=True)
    description = Words()
    group = Text(most=120, allow_none=True)
    keywords = fields.List(Text(most=120))
    level = fields.Integer(strict=True, required=True, validate=validate.OneOf(LEVELS))
    department = Code(allow_none=True)
    unit = Text(most=64, allow_none=True)
    promise_business_days = _days()
    first_action_business_days = _days()
    location_required = fields.Boolean()
    private = fields.Boolean()
    anonymous_allowed = fields.Boolean()
    questions = fields.List(fields.Nested(QuestionEntry))

    @validates_schema
    def check_promise(self, data: dict[str, Any], **kwargs: Any) -> None:
        """The first action is not promised for later than the end."""
        first, whole = data.get("first_action_business_days"), data.get("promise_business_days")
        if first is not None and whole is not None and first > whole:
            raise ValidationError("Later than the work is promised.", "first_action_business_days")


class ThenEntry(Message):
    """Who answers: a department of the county or an agency of the directory."""

    department = Code()
    agency = Code()

    @validates_schema
    def check_one(self, data: dict[str, Any], **kwargs: Any) -> None:
        """One of them, not both."""
        if ("department" in data) == ("agency" in data):
            raise ValidationError("Name a department or an agency.")


class RuleEntry(Entry):
    """A rule: for these services, when all of this holds, then this department or agency."""

    service = OneOrMany(required=True)
    when = fields.Dict(keys=Text(most=64, least=1), values=fields.Raw())
    then = fields.Nested(ThenEntry, required=True)
    priority = fields.Integer(strict=True, validate=validate.Range(min=-1_000_000, max=1_000_000))
    because = Words(allow_none=True)


class PartnershipEntry(Entry):
    """A department whose calls come straight to 311: numbers, scope, from when to when; afterwards it has lapsed."""

    name = Words(required=True)
    department = Code(required=True)
    numbers = fields.List(Text(most=40, least=3))
    services = fields.List(Code())
    starts = Day(allow_none=True)
    ends = Day(allow_none=True)
    contact_role = Text(most=200, allow_none=True)
    greeting = Words(allow_none=True)

    @validates_schema
    def check_days(self, data: dict[str, Any], **kwargs: Any) -> None:
        """It does not end before it starts."""
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            raise ValidationError("Before its start.", "ends")


class CalendarEntry(Message):
    """Business time; a department's own adds days off to the county's and replaces what else it names."""

    workdays = fields.List(fields.Integer(strict=True, validate=validate.Range(0, 6)), validate=validate.Length(min=1))
    opens = fields.Time("%H:%M")
    closes = fields.Time("%H:%M")
    extra_holidays = fields.List(fields.Raw())
    closures = fields.List(fields.Raw())


class CountyCalendarEntry(CalendarEntry):
    """The county's business calendar."""

    code = Code()
    active = fields.Boolean()
    timezone = Text(most=60, required=True)
    country = Text(most=2, allow_none=True)
    subdivision = Text(most=6, allow_none=True)
    opens = fields.Time("%H:%M", required=True)
    closes = fields.Time("%H:%M", required=True)


class UnitEntry(Message):
    """A unit of a department, to which work is given."""

    code = Code(required=True)
    name = Words(required=True)


class DistrictEntry(Message):
    """A district by the kind of its layer and its code."""

    layer = Text(most=64, least=1, required=True)
    code = Text(most=64, least=1, required=True)


class DepartmentEntry(Entry):
    """A department as everybody may know it, with its business time where that is not the county's.

    With `represents` it is the office of somebody who represents these districts: it hears of them and gets no work.
    """

    name = ByLanguage(required=True)
    short = Text(most=40, allow_none=True)
    phone = Text(most=40, allow_none=True)
    email = Text(most=254, allow_none=True)
    mailbox = Text(most=254, allow_none=True)
    url = Text(most=500, allow_none=True)
    description = Words(allow_none=True)
    hours = fields.Dict(allow_none=True)
    units = fields.List(fields.Nested(UnitEntry), allow_none=True)
    calendar = fields.Nested(CalendarEntry, allow_none=True)
    represents = fields.List(fields.Nested(DistrictEntry), allow_none=True)


FORMS: dict[str, type[Message]] = {
    "service_type": ServiceTypeEntry,
    "rule": RuleEntry,
    "partnership": PartnershipEntry,
    "department": DepartmentEntry,
    "calendar": CountyCalendarEntry,
}
