"""Messages about assignments: the work as the department has it."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import PERSONAL_DATA, Answer, Code, Instant, Message, Text
from services.routing.contract.catalogue import KEY

STATUSES = ("assigned", "accepted", "held", "completed", "returned", "withdrawn")
COMPLETION_CODES = ("done", "no_action", "unable", "duplicate", "withdrawn")
RETURN_CODES = ("not_ours", "wrong_place", "wrong_type", "other")
PROMISES = ("missed", "near", "ahead", "none")
ORDERS = ("newest", "oldest", "promise")
HOLD_CODES = ("waiting_for_resident", "weather", "third_party", "season", "other")


class AssignmentsWanted(Message):
    """Filters of the work list; without a department, all that the caller may see.

    `assignee` is a subject, `me`, or `none`: nobody's yet. `promise` is that of open work: missed, near (at risk),
    ahead, none. `order` is newest, oldest, or promise: first promised first, open work only.
    """

    department = Code(load_default=None, allow_none=True)
    unit = Text(most=64, load_default=None, allow_none=True)
    assignee = Text(most=120, least=1, load_default=None, allow_none=True)
    service_code = Code(load_default=None, allow_none=True)
    area = Text(most=120, least=1, load_default=None, allow_none=True)
    status = fields.List(fields.String(validate=validate.OneOf(STATUSES)), load_default=list)
    promise = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(PROMISES))
    assigned_after = Instant(load_default=None, allow_none=True)
    assigned_before = Instant(load_default=None, allow_none=True)
    number = Text(most=16, load_default=None, allow_none=True)
    order = fields.String(load_default="newest", validate=validate.OneOf(ORDERS))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=200, load_default=None, allow_none=True)


class OneAssignment(Message):
    """An assignment by its id."""

    id = Text(most=36, least=1, required=True)


class Step(OneAssignment):
    """A step of an assignment."""

    idempotency_key = Text(**KEY)


class Return(Step):
    """Not this department's: why, in words for colleagues and, if known, as a code."""

    reason = Text(most=1000, least=1, required=True)
    reason_code = fields.String(load_default="not_ours", validate=validate.OneOf(RETURN_CODES))


class Hold(Step):
    """It has to wait, for what and until when."""

    reason = Text(most=1000, least=1, required=True)
    reason_code = fields.String(load_default="other", validate=validate.OneOf(HOLD_CODES))
    until = Instant(load_default=None, allow_none=True)


class Note(Step):
    """A note for colleagues."""

    text = Text(most=4000, least=1, required=True)


class Completion(Step):
    """It is finished: how, and what the resident reads about it, in own words or by a standard reply's code."""

    code = fields.String(required=True, validate=validate.OneOf(COMPLETION_CODES))
    text = Text(most=4000, least=1, load_default=None, allow_none=True)
    reply = Code(load_default=None, allow_none=True)

    @validates_schema
    def says_it_once(self, data: dict[str, Any], **kwargs: object) -> None:
        """Own words, or a standard reply."""
        if (data.get("text") is None) == (data.get("reply") is None):
            raise ValidationError("Say it in words (text), or name a standard reply (reply): one of both.", "text")


class Reassignment(Step):
    """Another department shall do it."""

    department = Code(required=True)
    reason = Text(most=1000, least=1, required=True)


class AssignmentStep(Answer):
    """A step that was taken."""

    at = Instant(required=True)
    step = fields.String(required=True)
    by = fields.String(allow_none=True)
    reason_code = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    assignee = fields.String(allow_none=True)


class AssignmentView(Answer):
    """An assignment as its department sees it; history and trace only when one is read alone."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    department = fields.String(required=True)
    service_code = fields.String(required=True)
    status = fields.String(required=True)
    current = fields.Boolean()
    level = fields.Integer()
    reason = fields.String()
    assigned_at = Instant()
    accepted_at = Instant(allow_none=True)
    completed_at = Instant(allow_none=True)
    first_action_by = Instant(allow_none=True)
    promised_by = Instant(allow_none=True)
    calendar_version = fields.Integer(allow_none=True)
    held_until = Instant(allow_none=True)
    hold_code = fields.String(allow_none=True)
    code = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    rule = fields.String(allow_none=True)
    districts = fields.Dict(allow_none=True)
    area = fields.String(allow_none=True)
    zip = fields.String(allow_none=True)
    council_district = fields.String(allow_none=True)
    road_owner = fields.String(allow_none=True)
    drill = fields.Boolean()
    version = fields.Integer()
    unit = fields.String(allow_none=True)
    assignee = fields.String(allow_none=True)
    history = fields.List(fields.Nested(AssignmentStep))
    trace = fields.Dict(allow_none=True)
    personal_data = fields.List(
        fields.String(validate=validate.OneOf(PERSONAL_DATA)),
        metadata={"description": "of which kinds the closing text tells of people: everybody reads it without them"},
    )


class TaskAnswer(Answer):
    """An answer to a question of the service type; values by key and name."""

    code = fields.String(required=True)
    label = fields.String()
    values = fields.List(fields.Dict())


class TaskView(Answer):
    """What is to be done, where and by when, without the person who asked; photos are those that all may see."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    department = fields.String(required=True)
    service_code = fields.String(required=True)
    service_name = fields.String(required=True)
    status = fields.String(required=True)
    unit = fields.String(allow_none=True)
    assignee = fields.String(allow_none=True)
    promised_by = Instant(allow_none=True)
    area = fields.String(allow_none=True)
    drill = fields.Boolean()
    description = fields.String(required=True)
    location = fields.Dict(allow_none=True)
    answers = fields.List(fields.Nested(TaskAnswer), required=True)
    photos = fields.List(fields.String(), required=True)


class AssignmentPage(Answer):
    """A page of the work list."""

    items = fields.List(fields.Nested(AssignmentView), required=True)
    next = fields.String(allow_none=True)


class CompletionsWanted(Message):
    """Assignments whose closing texts are wanted, at most 250."""

    assignment_ids = fields.List(Text(most=36), required=True, validate=validate.Length(max=250))


class CompletionText(Answer):
    """How an assignment was finished, with the text for the resident."""

    assignment_id = fields.String(required=True)
    number = fields.String()
    code = fields.String(required=True)
    text = fields.String(required=True)


class Completions(Answer):
    """The completions of those assignments that are completed."""

    items = fields.List(fields.Nested(CompletionText), required=True)
