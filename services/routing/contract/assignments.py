"""Messages about assignments: the work as the department has it."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text
from services.routing.contract.catalogue import KEY

STATUSES = ("assigned", "accepted", "held", "completed", "returned", "withdrawn")
COMPLETION_CODES = ("done", "no_action", "unable", "duplicate", "withdrawn")
RETURN_CODES = ("not_ours", "wrong_place", "wrong_type", "other")
HOLD_CODES = ("waiting_for_resident", "weather", "third_party", "season", "other")


class AssignmentsWanted(Message):
    """Filters of the work list, newest first; without a department, all that the caller may see."""

    department = Code(load_default=None, allow_none=True)
    status = fields.List(fields.String(validate=validate.OneOf(STATUSES)), load_default=list)
    number = Text(most=16, load_default=None, allow_none=True)
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
    """It is finished: how, and what the resident reads about it."""

    code = fields.String(required=True, validate=validate.OneOf(COMPLETION_CODES))
    text = Text(most=4000, least=1, required=True)


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
    history = fields.List(fields.Nested(AssignmentStep))
    trace = fields.Dict(allow_none=True)


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
