"""Calls and the event of reconciliation: a department says what it has, and every difference is named."""

from marshmallow import fields, validate

from services.common.contract import Answer, Call, Code, EventData, Instant, Message, Text
from services.common.errors import Conflict, NotFound
from services.routing.contract.assignments import STATUSES

KINDS = ("missing_there", "unknown_here", "differs")
MOST_ITEMS = 1000
MOST_BEHIND = 10_000


class ReconciliationNotFound(NotFound):
    """There is no such reconciliation, or it is another department's."""


class ReconciliationFinished(Conflict):
    """This reconciliation is finished: open another one."""


class AheadOfFeed(Conflict):
    """The feed does not reach this position yet: who says so has read another system's feed."""


class TooFarBehind(Conflict):
    """More than 10,000 events wait behind this position: read them first, then reconcile."""


class NewReconciliation(Message):
    """A comparison as of a position: every event up to it has been applied there, none behind it."""

    department = Code(load_default=None, allow_none=True)
    position = fields.Integer(required=True, validate=validate.Range(min=0, max=2**62))


class Item(Message):
    """A piece of work as the department has it."""

    id = Text(most=36, least=1, required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))


class ItemsSaid(Message):
    """A portion of the department's work; saying it twice changes nothing."""

    id = Text(most=36, least=1, required=True)
    items = fields.List(fields.Nested(Item), required=True, validate=validate.Length(min=1, max=MOST_ITEMS))


class OneReconciliation(Message):
    """A reconciliation by its id."""

    id = Text(most=36, least=1, required=True)


class ReconciliationView(Answer):
    """A reconciliation and how many differences of which kind; `moving` changed since and is compared next time."""

    id = fields.String(required=True)
    department = fields.String(required=True)
    position = fields.Integer(required=True)
    state = fields.String(required=True)
    opened_at = Instant(required=True)
    finished_at = Instant(allow_none=True)
    listed = fields.Integer(required=True)
    missing_there = fields.Integer(required=True)
    unknown_here = fields.Integer(required=True)
    differing = fields.Integer(required=True)
    moving = fields.Integer(required=True)


class ItemsTaken(Answer):
    """How many pieces of work the reconciliation lists by now."""

    id = fields.String(required=True)
    listed = fields.Integer(required=True)


class ReconciliationsWanted(Message):
    """Whose reconciliations, newest first."""

    department = Code(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class ReconciliationPage(Answer):
    """A page, and the cursor of the next."""

    items = fields.List(fields.Nested(ReconciliationView), required=True)
    next = fields.String(allow_none=True)


class DifferencesWanted(Message):
    """The differences that a reconciliation has found, by assignment."""

    id = Text(most=36, least=1, required=True)
    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class Difference(Answer):
    """A difference: missing_there (open here, not listed), unknown_here (none of the department's), differs."""

    assignment_id = fields.String(required=True)
    number = fields.String(allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    here = fields.String(allow_none=True)
    there = fields.String(allow_none=True)


class DifferencePage(Answer):
    """A page, and the cursor of the next."""

    items = fields.List(fields.Nested(Difference), required=True)
    next = fields.String(allow_none=True)


class ReconciliationDone(EventData):
    """A department's work has been compared with ours; the differences are read with list_differences."""

    department = fields.String(required=True)
    reconciliation_id = fields.String(required=True)
    as_of = fields.Integer(required=True)
    listed = fields.Integer(required=True)
    missing_there = fields.Integer(required=True)
    unknown_here = fields.Integer(required=True)
    differing = fields.Integer(required=True)
    moving = fields.Integer(required=True)


OPEN_RECONCILIATION = Call("open_reconciliation", NewReconciliation, ReconciliationView, writes=True)
ADD_RECONCILIATION_ITEMS = Call("add_reconciliation_items", ItemsSaid, ItemsTaken, writes=True, deadline_seconds=5.0)
FINISH_RECONCILIATION = Call(
    "finish_reconciliation", OneReconciliation, ReconciliationView, writes=True, deadline_seconds=20.0
)
LIST_RECONCILIATIONS = Call("list_reconciliations", ReconciliationsWanted, ReconciliationPage)
LIST_DIFFERENCES = Call("list_differences", DifferencesWanted, DifferencePage)

CALLS = (
    OPEN_RECONCILIATION,
    ADD_RECONCILIATION_ITEMS,
    FINISH_RECONCILIATION,
    LIST_RECONCILIATIONS,
    LIST_DIFFERENCES,
)
EVENTS = (ReconciliationDone,)
REFUSALS = (ReconciliationNotFound, ReconciliationFinished, AheadOfFeed, TooFarBehind)
