"""Messages about requests that are not handed in yet."""

from typing import Any

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text
from services.intake.contract.requests import IDEMPOTENCY_KEY, NewRequest

KEY: dict[str, Any] = {"most": 64, "load_default": None, "allow_none": True}


class DraftContent(NewRequest):
    """A request as far as it was written: nothing is needed yet."""

    class Meta(NewRequest.Meta):
        exclude = ("idempotency_key", "drill")

    service_code = Code(load_default=None, allow_none=True)


class NewDraft(Message):
    """A request to be handed in later."""

    content = fields.Nested(DraftContent, required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class OneDraft(Message):
    """A draft by its id; who is not signed in sends its key (header Draft-Key)."""

    id = Text(most=36, least=1, required=True)
    key = Text(**KEY)


class ChangedDraft(OneDraft):
    """A draft written anew, in the version that was read (If-Match)."""

    version = fields.Integer(required=True)
    content = fields.Nested(DraftContent, required=True)


class DraftsWanted(Message):
    """A page of the own drafts, newest first."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class DraftView(Answer):
    """A draft; the key is shown when it is saved, to who is not signed in."""

    id = fields.String(required=True)
    key = fields.String(allow_none=True)
    version = fields.Integer(required=True)
    content = fields.Dict(required=True)
    made_at = Instant()
    changed_at = Instant()
    expires_at = Instant()


class DraftPage(Answer):
    """A page of drafts."""

    items = fields.List(fields.Nested(DraftView), required=True)
    next = fields.String(allow_none=True)
