"""Messages about what is done to many assignments at once."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.bulk.messages import (
    MOST_AT_ONCE,
    BulkActionsWanted,
    BulkConfirmation,
    BulkPage,
    BulkPreview,
    BulkResults,
    BulkResultsWanted,
    BulkView,
    OneBulkAction,
)
from services.common.bulk.refusals import REFUSALS
from services.common.contract import Call, Code, Instant, Message, Text
from services.routing.contract.assignments import COMPLETION_CODES, HOLD_CODES, RETURN_CODES, AssignmentsWanted
from services.routing.contract.catalogue import KEY

# action → what it must be told, and what it may be told; what stands in neither is not for it.
NEEDS: dict[str, tuple[str, ...]] = {
    "accept": (),
    "assign": (),
    "hold": ("reason",),
    "resume": (),
    "note": ("text",),
    "complete": ("code", "text"),
    "return": ("reason",),
    "reassign": ("department", "reason"),
}
MAY = {"assign": ("assignee", "unit", "reason"), "hold": ("reason_code", "until"), "return": ("reason_code",)}
PARAMETERS = ("assignee", "unit", "reason", "reason_code", "until", "text", "code", "department")
REASON_CODES = {"hold": HOLD_CODES, "return": RETURN_CODES}
PAGED = ("limit", "cursor", "order")


class BulkWorkWish(Message):
    """What is to be done, and with which assignments: named by their ids, or found by a filter of the work list."""

    action = fields.String(required=True, validate=validate.OneOf(tuple(NEEDS)))
    ids = fields.List(Text(most=36, least=1), load_default=list, validate=validate.Length(max=MOST_AT_ONCE))
    filter = fields.Nested(lambda: AssignmentsWanted(exclude=PAGED), load_default=None, allow_none=True)
    assignee = Text(most=120, least=1, allow_none=True)
    unit = Text(most=64, least=1, allow_none=True)
    reason = Text(most=1000, least=1)
    reason_code = Text(most=24, least=1)
    until = Instant(allow_none=True)
    text = Text(most=4000, least=1)
    code = fields.String(validate=validate.OneOf(COMPLETION_CODES))
    department = Code()
    idempotency_key = Text(**KEY)

    @validates_schema
    def named_or_found(self, data: dict[str, Any], **kwargs: object) -> None:
        """Either ids or a filter that says something."""
        filter = data.get("filter")
        if bool(data.get("ids")) == bool(filter and any(filter.values())):
            raise ValidationError("Name assignments by id, or by a filter that says something: one of both.", "ids")

    @validates_schema
    def says_what_the_action_needs(self, data: dict[str, Any], **kwargs: object) -> None:
        """Each action has its own members."""
        action = data.get("action", "")
        known = (*NEEDS.get(action, ()), *MAY.get(action, ()))
        missing = {name: ["This action needs it."] for name in NEEDS.get(action, ()) if name not in data}
        strange = {name: ["This action does not take it."] for name in PARAMETERS if name in data and name not in known}
        if action == "assign" and not {"assignee", "unit"} & set(data):
            missing["assignee"] = ["Say which assignee or which unit."]
        if data.get("reason_code", "other") not in REASON_CODES.get(action, ("other",)):
            strange["reason_code"] = ["This action has no such reason."]
        if missing or strange:
            raise ValidationError(missing | strange)


PREVIEW_BULK_WORK = Call("preview_bulk_work", BulkWorkWish, BulkPreview, writes=True)
CONFIRM_BULK_WORK = Call("confirm_bulk_work", BulkConfirmation, BulkView, writes=True)
READ_BULK_WORK = Call("read_bulk_work", OneBulkAction, BulkView)
LIST_BULK_WORK = Call("list_bulk_work", BulkActionsWanted, BulkPage)
LIST_BULK_WORK_RESULTS = Call("list_bulk_work_results", BulkResultsWanted, BulkResults)
STOP_BULK_WORK = Call("stop_bulk_work", OneBulkAction, BulkView, writes=True)
UNDO_BULK_WORK = Call("undo_bulk_work", OneBulkAction, BulkView, writes=True)

CALLS = (
    PREVIEW_BULK_WORK,
    CONFIRM_BULK_WORK,
    READ_BULK_WORK,
    LIST_BULK_WORK,
    LIST_BULK_WORK_RESULTS,
    STOP_BULK_WORK,
    UNDO_BULK_WORK,
)
REFUSALS = REFUSALS
