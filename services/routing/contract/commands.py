"""Commands that a department's system publishes instead of asking over HTTP, and the event that answers each."""

from marshmallow import fields, validate

from services.common.contract import EventData
from services.routing.contract import assignments

EXCHANGE = "department.commands"
QUEUE = "routing.commands"
MOST_BYTES = 64 * 1024
BODIES = {
    "accept": assignments.Step,
    "return": assignments.Return,
    "hold": assignments.Hold,
    "resume": assignments.Step,
    "note": assignments.Note,
    "complete": assignments.Completion,
}
COMMANDS = tuple(BODIES)
OUTCOMES = ("done", "refused")


class CommandAnswered(EventData):
    """A command has been carried out or refused: `refusal` says why by name, `pointers` which members are wrong."""

    department = fields.String(required=True)
    command_id = fields.String(required=True, allow_none=True)
    command = fields.String(required=True)
    assignment_id = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    refusal = fields.String(required=True, allow_none=True)
    pointers = fields.List(fields.String(), required=True)


EVENTS = (CommandAnswered,)
