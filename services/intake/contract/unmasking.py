"""Messages about contact data that staff see masked until they say why they need it."""

from marshmallow import fields, validate

from services.common.contract import Answer, Call, Message, Text

REASONS = ("call_back", "identity_check", "correction", "visit", "emergency", "court", "quality_check")


class RequestToUnmask(Message):
    """Whose contact data is needed, and why; the reason is a code, so that the audit names nobody."""

    number = Text(most=16, least=1, required=True)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))


class ContactToUnmask(Message):
    """Whose contact data is needed, and why; the reason is a code, so that the audit names nobody."""

    id = Text(most=36, least=1, required=True)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))


class Unmasked(Answer):
    """Who asked, with e-mail address, telephone number and postal address as they were given; null for nobody."""

    resident = fields.Dict(allow_none=True, required=True)


UNMASK_REQUEST = Call("unmask_request", RequestToUnmask, Unmasked)
UNMASK_CONTACT = Call("unmask_contact", ContactToUnmask, Unmasked)

UNMASKING_CALLS = (UNMASK_REQUEST, UNMASK_CONTACT)
