"""Messages about what can be asked for and which departments there are."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from services.common.contract import Answer, Code, Message, Text

PUBLIC_LEVELS = (2, 3)  # what somebody of the county does; 0, 1 and 4 end with an answer or a referral
KEY: dict[str, Any] = {"most": 200, "least": 1, "load_default": None, "allow_none": True}


def is_public(entry: Mapping[str, Any]) -> bool:
    """Whether anybody may ask for this type and read its requests: it is not private, and somebody does it."""
    return not entry.get("private") and entry.get("level", 3) in PUBLIC_LEVELS


class ServicesWanted(Message):
    """Service types in a language, of one group or all; with `public` only those that `is_public` knows."""

    language = Text(most=8, load_default="en")
    group = Text(most=120, load_default=None, allow_none=True)
    public = fields.Boolean(load_default=False)


class OneService(Message):
    """A service type in a language; with `public` one that is not public is not found."""

    code = Code(required=True)
    language = Text(most=8, load_default="en")
    public = fields.Boolean(load_default=False)


class ServiceLine(Answer):
    """A service type in a list; level is 0 self-service, 1 agent, 2 tier 2, 3 request, 4 referred out."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String()
    group = fields.String()
    keywords = fields.List(fields.String())
    level = fields.Integer()
    department = fields.String(allow_none=True)
    promise_business_days = fields.Integer(allow_none=True)
    first_action_business_days = fields.Integer(allow_none=True)
    location_required = fields.Boolean()
    private = fields.Boolean()
    anonymous_allowed = fields.Boolean()
    has_questions = fields.Boolean()
    language = fields.String()


class Choice(Answer):
    """One possible answer to a question; with `stop` 311 goes no further: it names whom to call instead, and why."""

    stop = fields.Dict(allow_none=True)
    key = fields.String(required=True)
    name = fields.String(required=True)


class ServiceQuestion(Answer):
    """A question of a service type; datatypes are those of Open311. With `when` it follows certain answers only."""

    when = fields.Dict(allow_none=True)
    code = fields.String(required=True)
    label = fields.String(required=True)
    datatype = fields.String(required=True)
    required = fields.Boolean(required=True)
    order = fields.Integer()
    values = fields.List(fields.Nested(Choice))


class ServiceView(ServiceLine):
    """A service type with its questions and the version that they are from."""

    version = fields.Integer()
    questions = fields.List(fields.Nested(ServiceQuestion))


class ServiceList(Answer):
    """All service types that were asked for."""

    items = fields.List(fields.Nested(ServiceLine), required=True)


class DepartmentsWanted(Message):
    """Departments in a language."""

    language = Text(most=8, load_default="en")


class DepartmentView(Answer):
    """A department as everybody may know it; with `represents` it is the office of a representative."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    short = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    description = fields.String(allow_none=True)
    hours = fields.Dict(allow_none=True)
    units = fields.List(fields.Dict())
    represents = fields.List(fields.Dict())


class DepartmentList(Answer):
    """All departments."""

    items = fields.List(fields.Nested(DepartmentView), required=True)
