"""Messages about the directory of staff: who works where on what, and what a unit allows callers to be told."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Message, Text
from services.kb.contract.articles import KEY

TELLABLE = ("name", "title", "phone", "email", "room")


class StaffWanted(Message):
    """People by words of their name, title or programme, in any order, or by unit; in the order of their ids."""

    q = Text(most=100, load_default="")
    department = Code(load_default=None, allow_none=True)
    unit = Code(load_default=None, allow_none=True)
    programme = Code(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, strict=True, validate=validate.Range(min=1, max=250))
    cursor = Text(most=64, load_default="")


class StaffMember(Message):
    """Somebody of a unit, with the programmes that this person answers for."""

    id = Code(required=True)
    department = Code(required=True)
    unit = Code(required=True)
    name = Text(most=120, least=1, required=True)
    title = Text(most=120, load_default="")
    programmes = fields.List(Code(), load_default=list, validate=validate.Length(max=20))
    phone = Text(most=40, load_default=None, allow_none=True)
    email = fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=254))
    room = Text(most=60, load_default=None, allow_none=True)
    languages = fields.List(Text(most=8, least=2), load_default=list, validate=validate.Length(max=20))
    idempotency_key = Text(**KEY)


class StaffView(Answer):
    """Somebody of a unit as staff see it. `tell` is what a caller may be told of it; `instead` is whom to name."""

    id = fields.String(required=True)
    department = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String()
    name = fields.String(required=True)
    title = fields.String()
    programmes = fields.List(fields.String())
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    room = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    tell = fields.Dict(required=True)
    instead = fields.String(allow_none=True)


class StaffPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(StaffView), required=True)
    next = fields.String(allow_none=True)


class OneStaffMember(Message):
    """Somebody who works there no longer."""

    id = Code(required=True)
    idempotency_key = Text(**KEY)


class UnitRule(Message):
    """What callers may be told of a unit's people, nothing by default, and the number to give instead of theirs."""

    department = Code(required=True)
    unit = Code(required=True)
    name = Text(most=120, least=1, required=True)
    tell = fields.List(
        fields.String(validate=validate.OneOf(TELLABLE)), load_default=list, validate=validate.Length(max=len(TELLABLE))
    )
    instead = Text(most=40, load_default=None, allow_none=True)
    idempotency_key = Text(**KEY)


class UnitView(Answer):
    """A unit and what its people may be told of."""

    department = fields.String(required=True)
    unit = fields.String(required=True)
    name = fields.String(required=True)
    tell = fields.List(fields.String(), required=True)
    instead = fields.String(allow_none=True)
