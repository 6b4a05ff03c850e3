"""What routing says; no event carries a name of a resident, a contact, or free text."""

from marshmallow import fields, validate

from services.common.contract import ErasureConfirmed, EventData

REASONS = ("opened", "returned", "reassigned", "reopened", "amended", "triaged")


class RequestAssigned(EventData):
    """A department answers for the request, by the promised time."""

    number = fields.String(required=True)
    assignment_id = fields.String(required=True)
    department = fields.String(required=True)
    service_code = fields.String(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))
    promised_by = fields.String(required=True, allow_none=True)
    first_action_by = fields.String(required=True, allow_none=True)
    level = fields.Integer(required=True)
    rule = fields.String(required=True, allow_none=True)
    districts = fields.Dict(required=True)
    area = fields.String(required=True, allow_none=True)
    zip = fields.String(required=True, allow_none=True)
    council_district = fields.String(required=True, allow_none=True)
    road_owner = fields.String(required=True, allow_none=True)


class RequestTriaged(EventData):
    """No rule says who does it: a person of 311 decides."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    reason = fields.String(required=True)
    districts = fields.Dict(required=True)
    area = fields.String(required=True, allow_none=True)
    zip = fields.String(required=True, allow_none=True)
    council_district = fields.String(required=True, allow_none=True)


class TriageOverdue(EventData):
    """Nobody has decided in an hour of business time; `claimed` says whether somebody had taken it on."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    reason = fields.String(required=True)
    claimed = fields.Boolean(required=True)


class RequestReferred(EventData):
    """The county does not do it; the referral says who does, with the number to call, in the request's language."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    agency = fields.String(required=True)
    rule = fields.String(required=True, allow_none=True)
    referral = fields.Dict(required=True)
    districts = fields.Dict(required=True)
    area = fields.String(required=True, allow_none=True)
    zip = fields.String(required=True, allow_none=True)
    council_district = fields.String(required=True, allow_none=True)


class AssignmentStepped(EventData):
    """A step of an assignment."""

    number = fields.String(required=True)
    assignment_id = fields.String(required=True)
    department = fields.String(required=True)


class AssignmentAccepted(AssignmentStepped):
    """The department has taken the work."""


class AssignmentReturned(AssignmentStepped):
    """The department says that it is not its work; who gets it now is said next."""

    reason_code = fields.String(required=True)


class AssignmentWithdrawn(AssignmentStepped):
    """The department no longer has the work: reassigned, amended, withdrawn or closed."""

    reason = fields.String(required=True)


class AssignmentHeld(AssignmentStepped):
    """The work has to wait."""

    until = fields.String(required=True, allow_none=True)
    reason_code = fields.String(required=True)


class AssignmentResumed(AssignmentStepped):
    """The work goes on; by when it is promised now, and whether the department has accepted it, where that was open."""

    promised_by = fields.String(allow_none=True)
    accepted = fields.Boolean(load_default=True)


class AssignmentCompleted(AssignmentStepped):
    """The work is finished; the text for the resident is read with list_completions."""

    code = fields.String(required=True)


class AssigneeChanged(AssignmentStepped):
    """Another person or unit of the department has the work now, or nobody by name."""

    assignee = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)


class Deadline(AssignmentStepped):
    """A clock of a promise, first_action or completion, and when it is over."""

    clock = fields.String(required=True, validate=validate.OneOf(("first_action", "completion")))
    due = fields.String(required=True)


class DeadlineNear(Deadline):
    """80 % of the business time has passed: the promise is at risk."""


class DeadlineMissed(Deadline):
    """The promised instant has passed and the work goes on: the promise is broken."""


class CatalogueChanged(EventData):
    """A service type or department is as `entry` says now; whoever keeps a copy replaces an older version."""

    kind = fields.String(required=True, validate=validate.OneOf(("service_type", "department")))
    code = fields.String(required=True)
    version = fields.Integer(required=True)
    entry = fields.Dict(required=True)


class MembersChanged(EventData):
    """A person belongs to the department in this tier now; null: no longer."""

    department = fields.String(required=True)
    subject = fields.String(required=True)
    tier = fields.String(required=True, allow_none=True)


class Forwarded(EventData):
    """Something about a request that is handed over to another agency's Open311 server."""

    number = fields.String(required=True)
    agency = fields.String(required=True)
    forwarding_id = fields.String(required=True)


class RequestForwarded(Forwarded):
    """The other agency's server has taken the request, under a number of its own."""

    remote_number = fields.String(required=True)


class ForwardingFailed(Forwarded):
    """The request could not be handed over: the resident turns to the agency as the referral says."""

    reason = fields.String(required=True, allow_none=True)


class ForwardedRequestClosed(Forwarded):
    """The other agency's server shows the request as closed; its words are read with list_forwarding_notes."""


class ForwardedRequestReopened(Forwarded):
    """The other agency's server shows the request as open again."""


EVENTS = (
    RequestAssigned,
    RequestTriaged,
    TriageOverdue,
    RequestReferred,
    AssignmentAccepted,
    AssignmentReturned,
    AssignmentWithdrawn,
    AssignmentHeld,
    AssignmentResumed,
    AssignmentCompleted,
    AssigneeChanged,
    DeadlineNear,
    DeadlineMissed,
    CatalogueChanged,
    MembersChanged,
    RequestForwarded,
    ForwardingFailed,
    ForwardedRequestClosed,
    ForwardedRequestReopened,
    ErasureConfirmed,
)
