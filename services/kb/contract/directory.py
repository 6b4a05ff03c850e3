"""Messages about the directory and facilities, and the copies that other services keep."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text
from services.kb.contract.answers import FoundFacility, Language, Near, Opening


class OneAgency(Message):
    """A directory entry in a language."""

    id = Text(most=64, least=1, required=True)
    language = Language(load_default="en")


class Number(Answer):
    """A telephone number, what it is for, and to whom it may be said."""

    number = fields.String(required=True)
    use = fields.String()
    publish = fields.String(required=True, validate=validate.OneOf(("public", "agents_only", "never")))


class AgencyClass(Answer):
    """What an agency is since when (null: always): `county`, `funded` or `external`.

    `tracked`: whether the county hears what becomes of a referral to it.
    """

    agency_class = fields.String(required=True, data_key="class", attribute="class")
    tracked = fields.Boolean(required=True)
    since = fields.String(required=True, allow_none=True, data_key="from", attribute="from")


class AgencyView(Opening):
    """An entry with the numbers that the caller may see; `classes` tells what it was before and will be."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    description = fields.String()
    language = fields.String(required=True)
    fallback = fields.Boolean(required=True)
    level = fields.String(required=True)
    agency_class = fields.String(required=True, data_key="class", attribute="class")
    tracked = fields.Boolean(required=True)
    classes = fields.List(fields.Nested(AgencyClass))
    agreement = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    numbers = fields.List(fields.Nested(Number), required=True)
    url = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    owner_department = fields.String(allow_none=True)
    verified_on = fields.String(allow_none=True)
    review_on = fields.String(allow_none=True)


class Page(Message):
    """The next page of a list: what comes behind the cursor."""

    after = Text(most=64, load_default="")
    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=250))


class AgencyCopy(Answer):
    """An entry as others keep it: the number to call, and the one for agents where there is another."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.Dict(required=True)
    level = fields.String(required=True)
    agency_class = fields.String(required=True, data_key="class", attribute="class")
    phone = fields.String(allow_none=True)
    phone_publish = fields.String(required=True)
    agents_phone = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    hours_text = fields.String()


class AgencyPage(Answer):
    """Entries in order of identifier; `next` is null at the end."""

    items = fields.List(fields.Nested(AgencyCopy), required=True)
    next = fields.String(allow_none=True)


class FacilityWish(Near):
    """Facilities near a point, of a kind, open at an instant (now), with features; or the one with an id."""

    id = Text(most=64, load_default=None, allow_none=True)
    kind = Text(most=64, load_default=None, allow_none=True)
    open = fields.Boolean(load_default=False)
    at = Instant(load_default=None, allow_none=True)
    features = fields.List(Text(most=64), load_default=list, validate=validate.Length(max=10))
    limit = fields.Integer(load_default=20, validate=validate.Range(min=1, max=250))


class FacilityView(FoundFacility):
    """A facility with its distance in metres and its hours."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.Raw(required=True)
    phone = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    features = fields.List(fields.String())
    languages = fields.List(fields.String())


class FacilityList(Answer):
    """Facilities, nearest first; without a point by name."""

    items = fields.List(fields.Nested(FacilityView), required=True)
