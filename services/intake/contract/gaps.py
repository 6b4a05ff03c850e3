"""Messages about the loop gap: closed contacts of which nobody can say that whoever asked was told."""

from marshmallow import fields, validate

from services.common.contract import Answer, Message, Text
from services.intake.contract.contact_views import ContactRow
from services.intake.contract.notices import Notice
from services.intake.contract.requests import IDEMPOTENCY_KEY


class NoticeOfContact(Notice):
    """What closes the loop of a contact in the gap: it was delivered, printed, or is waived for a reason."""

    id = Text(most=36, required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class GapWanted(Message):
    """A page of the loop gap, oldest first."""

    limit = fields.Integer(load_default=50, strict=True, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class GapPage(Answer):
    """Closed contacts of which nobody can say that whoever asked was told; `gap` is how many there are in all.

    Complaints about employees are counted for everybody and listed for management.
    """

    items = fields.List(fields.Nested(ContactRow), required=True)
    gap = fields.Integer(required=True)
    next = fields.String(allow_none=True)
