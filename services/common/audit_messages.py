"""Messages about a service's audit: who did what, and who read whom."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text


class AuditWanted(Message):
    """Entries about one request or contact, of one actor, of one call; newest first, in pages."""

    object = Text(most=64, load_default=None, allow_none=True)
    actor = Text(most=120, load_default=None, allow_none=True)
    call = Text(most=40, load_default=None, allow_none=True)
    limit = fields.Integer(load_default=100, strict=True, validate=validate.Range(min=1, max=250))
    cursor = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(min=1, max=2**62))


class AuditEntryView(Answer):
    """A call that has written, or has shown personal data: by whom, about what."""

    id = fields.Integer(required=True)
    at = Instant(required=True)
    call = fields.String(required=True)
    actor = fields.String(required=True)
    object = fields.String(required=True)
    reason = fields.String(allow_none=True, metadata={"description": "why somebody was unmasked"})


class AuditPage(Answer):
    """Entries, newest first."""

    items = fields.List(fields.Nested(AuditEntryView), required=True)
    next = fields.Integer(allow_none=True)
