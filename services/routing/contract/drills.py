"""Calls of drills: requests that play the way of a real one through a department, and how far they came."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Call, Code, Degrees, Instant, Message, Text
from services.common.errors import Conflict, NotFound
from services.routing.contract.catalogue import KEY

STEPS = ("opened", "routed", "delivered", "accepted", "completed", "closed")
STATES = ("running", "passed", "failed")
LONGEST_MINUTES = 14 * 24 * 60


class DrillNotFound(NotFound):
    """There is no such drill, or your department does not take part in it."""


class DrillRunning(Conflict):
    """A drill of one of these departments is still running."""


class DrillPlace(Message):
    """A point in degrees, WGS84."""

    lat = Degrees(90, required=True)
    long = Degrees(180, required=True)


class NewDrill(Message):
    """Whom to drill, all departments when none is named, and how many minutes they have to close their request.

    With a location the requests are at that point, and rules on places decide as they would for a resident.
    """

    departments = fields.List(Code(), load_default=list, validate=validate.Length(max=250))
    minutes = fields.Integer(load_default=60, validate=validate.Range(min=1, max=LONGEST_MINUTES))
    location = fields.Nested(DrillPlace, load_default=None, allow_none=True)
    idempotency_key = Text(**KEY)

    @validates_schema
    def names_each_once(self, data: dict, **kwargs: object) -> None:
        """A department takes part once."""
        if len(set(data["departments"])) < len(data["departments"]):
            raise ValidationError("A department is named twice.", "departments")


class OneDrill(Message):
    """A drill by its id."""

    id = Text(most=36, least=1, required=True)


class DrillsWanted(Message):
    """Drills, newest first."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class DrillStep(Answer):
    """A step that was taken: opened, routed, delivered, accepted, completed, closed; seconds since the start."""

    step = fields.String(required=True, validate=validate.OneOf(STEPS))
    at = Instant(required=True)
    seconds = fields.Float(required=True)


class DrillOutcome(Answer):
    """A department's part; of a failed one the step that was not reached and the reason.

    Reasons: no_service_type, overdue, closed_otherwise, a refusal of intake, or who has it instead ("triage: no_rule").
    """

    department = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    service_code = fields.String(required=True, allow_none=True)
    number = fields.String(required=True, allow_none=True)
    stopped_before = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    steps = fields.List(fields.Nested(DrillStep), required=True)


class DrillLine(Answer):
    """A drill: until when its requests may take, and how many parts are running, passed and failed."""

    id = fields.String(required=True)
    started_at = Instant(required=True)
    started_by = fields.String(required=True)
    until = Instant(required=True)
    finished_at = Instant(required=True, allow_none=True)
    running = fields.Integer(required=True)
    passed = fields.Integer(required=True)
    failed = fields.Integer(required=True)


class DrillView(DrillLine):
    """A drill with each department's result."""

    results = fields.List(fields.Nested(DrillOutcome), required=True)


class DrillPage(Answer):
    """A page, and the cursor of the next."""

    items = fields.List(fields.Nested(DrillLine), required=True)
    next = fields.String(allow_none=True)


START_DRILL = Call("start_drill", NewDrill, DrillView, writes=True)
LIST_DRILLS = Call("list_drills", DrillsWanted, DrillPage)
READ_DRILL = Call("read_drill", OneDrill, DrillView)

CALLS = (START_DRILL, LIST_DRILLS, READ_DRILL)
REFUSALS = (DrillNotFound, DrillRunning)
