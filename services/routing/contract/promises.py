"""Messages about promises: what was given, what paused it, and whether it was kept."""

from marshmallow import fields

from services.common.contract import Answer, Instant
from services.routing.contract.rules import DecisionsWanted


class PromisesWanted(DecisionsWanted):
    """The promises on a request."""


class ClockView(Answer):
    """One clock of a promise, first_action or completion; open, paused, kept, missed, or ended with the work."""

    clock = fields.String(required=True)
    due = Instant(required=True)
    done_at = Instant(required=True, allow_none=True)
    state = fields.String(required=True)


class PauseView(Answer):
    """A pause that has ended, and by how many business days it moved what was due."""

    reason = fields.String(required=True)
    held_at = Instant(required=True)
    ended_at = Instant(required=True)
    by = fields.String(required=True, allow_none=True)
    business_days = fields.Integer(required=True)
    first_action_before = Instant(required=True, allow_none=True)
    first_action_after = Instant(required=True, allow_none=True)
    promised_before = Instant(required=True, allow_none=True)
    promised_after = Instant(required=True, allow_none=True)


class MarkView(Answer):
    """That a promise is at risk (near) or broken (missed) was said."""

    clock = fields.String(required=True)
    mark = fields.String(required=True)
    due = Instant(required=True)
    at = Instant(required=True)


class PromiseView(Answer):
    """A promise; `given` is what was promised, by which calendar and which version of the type, and never changes."""

    id = fields.String(required=True)
    service_code = fields.String(required=True)
    department = fields.String(required=True)
    given = fields.Dict(required=True)
    clocks = fields.List(fields.Nested(ClockView), required=True)
    pauses = fields.List(fields.Nested(PauseView), required=True)
    said = fields.List(fields.Nested(MarkView), required=True)


class PromiseList(Answer):
    """The promises on a request, the oldest first: one that was kept open by somebody else stays one promise."""

    items = fields.List(fields.Nested(PromiseView), required=True)
