"""Messages about who in a department has the work, and how much of it there is."""

from marshmallow import ValidationError, fields, validates_schema

from services.common.contract import Answer, Code, Message, Text
from services.routing.contract.assignments import Step


class Giving(Step):
    """Which person or unit of the department shall have the work; null: none any more. What is not given stays."""

    assignee = Text(most=120, least=1, allow_none=True)
    unit = Text(most=64, least=1, allow_none=True)
    reason = Text(most=1000, load_default=None, allow_none=True)

    @validates_schema
    def check_one_is_given(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a message that changes nothing."""
        if not {"assignee", "unit"} & set(data):
            raise ValidationError("Say which assignee or which unit.", "assignee")


class CountsWanted(Message):
    """Of one department, or of all that the caller may see."""

    department = Code(load_default=None, allow_none=True)


class Counts(Answer):
    """How much open work there is: of it nobody's, not accepted yet, on hold, promise missed, promise near."""

    open = fields.Integer(required=True)
    unassigned = fields.Integer(required=True)
    unaccepted = fields.Integer(required=True)
    held = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    near = fields.Integer(required=True)


class CountLine(Counts):
    """The same for one unit and person of a department; null: no unit, nobody."""

    department = fields.String(required=True)
    unit = fields.String(required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True)


class WorkCounts(Answer):
    """All together, and line by line."""

    total = fields.Nested(Counts, required=True)
    mine = fields.Nested(Counts, required=True)
    items = fields.List(fields.Nested(CountLine), required=True)
