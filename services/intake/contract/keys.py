"""Messages about the keys of department systems, front ends and Open311 clients."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text

KINDS = ("department", "frontend", "open311")


class KeyDigest(Message):
    """A key as the gateway knows it: its SHA-256, in hexadecimal; the key itself does not travel."""

    sha256 = Text(most=64, least=64, required=True)


class KeyHolder(Answer):
    """Whose key it is."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String()
    department = fields.String(allow_none=True)


class NewKey(Message):
    """A key to be issued."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    name = Text(most=120, least=1, required=True)
    department = Code(load_default=None, allow_none=True)
    expires_at = Instant(load_default=None, allow_none=True)


class IssuedKey(Answer):
    """The key, shown this once."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    prefix = fields.String(required=True)


class OneKey(Message):
    """A key by its id."""

    id = Text(most=36, required=True)
