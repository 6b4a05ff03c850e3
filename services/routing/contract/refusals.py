"""What routing refuses, by name."""

from services.common.errors import Conflict, InvalidInput, NotFound


class AssignmentNotFound(NotFound):
    """There is no such assignment, or it is another department's."""


class DepartmentNotFound(NotFound):
    """There is no such department."""


class ServiceNotFound(NotFound):
    """There is no such service type."""


class NotInTriage(NotFound):
    """No request with this number waits in triage."""


class NoCallback(NotFound):
    """Nobody is to be called back about this request."""


class ServiceTypeUnknown(InvalidInput):
    """There is no such service type."""


class TargetUnknown(InvalidInput):
    """There is no such department to give the work to."""


class AlreadyAccepted(Conflict):
    """The assignment has been accepted already."""


class NotAccepted(Conflict):
    """The assignment must be accepted first."""


class OnHold(Conflict):
    """The assignment is on hold: resume it first."""


class NotOnHold(Conflict):
    """The assignment is not on hold."""


class AssignmentCompleted(Conflict):
    """The assignment is completed; a reopened request gets a new one."""


class NoLongerYours(Conflict):
    """The assignment was returned, withdrawn or given to another department."""


class SameDepartment(Conflict):
    """The department has this work already."""


class AgencyNotFound(NotFound):
    """There is no such agency in the directory."""


class ForwardingNotFound(NotFound):
    """Nothing with this id was handed over."""


class ForwardingNotFailed(Conflict):
    """Only what was given up can be tried once more."""


class MemberNotFound(NotFound):
    """Nobody of this name belongs to the department."""


class AlreadyClaimed(Conflict):
    """Somebody else of the department has this work; management can give it to another person."""


class NotClaimed(Conflict):
    """Nobody has this work, or somebody else has it."""


class NoMember(InvalidInput):
    """The person does not belong to the department."""


class UnitUnknown(InvalidInput):
    """The department has no such unit."""


class NotOneself(Conflict):
    """Somebody else of management, or an administrator, has to decide this about you."""


class DecisionNotFound(NotFound):
    """There is no decision on such a request, or it is not this department's."""


class DraftNotFound(NotFound):
    """There is no such draft."""


class DraftSettled(Conflict):
    """The draft is approved, active, rejected or withdrawn: make another one."""


class NotConcerned(Conflict):
    """The draft does not concern this department."""


class SecondPersonNeeded(Conflict):
    """Somebody else has to approve for 311 than made the draft or approved it for a department."""


class DryRunNeeded(Conflict):
    """The draft changes who does what: run it dry before it is approved."""


class DraftOutdated(Conflict):
    """The catalogue has changed since the draft was made or run dry: write it anew and run it dry again."""


class DraftFaulty(Conflict):
    """The draft brings errors into the rules; its faults name them."""


class EntryNotFound(NotFound):
    """There is no such entry in the catalogue."""
