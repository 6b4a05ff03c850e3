"""Messages about what is done to many requests at once."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.bulk.messages import MOST_AT_ONCE
from services.common.contract import Code, Message, Text
from services.intake.contract.requests import IDEMPOTENCY_KEY, Search

# action → what it must be told; what stands in neither list is not for it.
NEEDS = {
    "withdraw": ("reason",),
    "reopen": ("reason",),
    "note": ("text",),
    "amend": ("service_code",),
    "merge": ("into",),
}
MAY = {"note": ("public",), "amend": ("answers",)}
PARAMETERS = ("reason", "text", "public", "service_code", "answers", "into")
PAGED = ("limit", "cursor", "sort")


class BulkWish(Message):
    """What is to be done, and to which requests: named by their numbers, or found by a filter."""

    action = fields.String(required=True, validate=validate.OneOf(tuple(NEEDS)))
    numbers = fields.List(Text(most=16, least=1), load_default=list, validate=validate.Length(max=MOST_AT_ONCE))
    filter = fields.Nested(lambda: Search(exclude=PAGED), load_default=None, allow_none=True)
    reason = Text(most=1000, least=1)
    text = Text(most=4000, least=1)
    public = fields.Boolean()
    service_code = Code()
    answers = fields.Dict(keys=Text(most=64), values=fields.Raw(allow_none=True))
    into = Text(most=16, least=1)
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def named_or_found(self, data: dict[str, Any], **kwargs: object) -> None:
        """Either numbers or a filter that says something."""
        filter = data.get("filter")
        if bool(data.get("numbers")) == bool(filter and any(filter.values())):
            raise ValidationError(
                "Name requests by number, or by a filter that says something: one of both.", "numbers"
            )

    @validates_schema
    def says_what_the_action_needs(self, data: dict[str, Any], **kwargs: object) -> None:
        """Each action has its own members."""
        needs = NEEDS.get(data.get("action", ""), ())
        missing = {name: ["This action needs it."] for name in needs if name not in data}
        known = (*needs, *MAY.get(data.get("action", ""), ()))
        strange = {name: ["This action does not take it."] for name in PARAMETERS if name in data and name not in known}
        if missing or strange:
            raise ValidationError(missing | strange)
