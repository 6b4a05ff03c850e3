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
