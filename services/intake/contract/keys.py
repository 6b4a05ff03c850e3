"""Messages about the keys of department systems, front ends and Open311 clients."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Code, Instant, Message, Text

# `test` is for the trial endpoint: whatever such a key does is a drill.
KINDS = ("department", "frontend", "open311", "test", "telephony")
SCOPES = ("create", "read", "update")
MOST_IN_USE = 1000


class KeyDigest(Message):
    """A key as the gateway knows it: its SHA-256, in hexadecimal; the key itself does not travel."""

    sha256 = Text(most=64, least=64, required=True)


class KeyHolder(Answer):
    """Whose key it is: the key by `id`, its holder by `client`, who stays the same when keys are exchanged."""

    id = fields.String(required=True)
    client = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    department = fields.String(allow_none=True)
    scopes = fields.List(fields.String(), required=True)


class KeysInUse(Message):
    """The ids of keys that a gateway holds for good, and of those that were used since it last said so."""

    held = fields.List(Text(most=36), required=True, validate=validate.Length(max=MOST_IN_USE))
    used = fields.List(Text(most=36), load_default=list, validate=validate.Length(max=MOST_IN_USE))


class EndedKeys(Answer):
    """Those of the held keys that are good no longer."""

    ended = fields.List(fields.String(), required=True)


class NewKey(Message):
    """A key to be issued: the first of a new client, or another one of the client that is named."""

    kind = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(KINDS))
    name = Text(most=120, least=1, load_default=None, allow_none=True)
    department = Code(load_default=None, allow_none=True)
    client = Text(most=36, load_default=None, allow_none=True)
    scopes = fields.List(fields.String(validate=validate.OneOf(SCOPES)), load_default=None, allow_none=True)
    expires_at = Instant(load_default=None, allow_none=True)

    @validates_schema
    def one_client(self, data: dict, **kwargs: object) -> None:
        """A key belongs to one client: one that is there, or one that is described."""
        for member in ("kind", "name"):
            if data.get("client") and data.get(member):
                raise ValidationError("The client that is named has one already.", member)
            if not data.get("client") and not data.get(member):
                raise ValidationError("Missing data for required field.", member)


class IssuedKey(Answer):
    """The key, shown this once."""

    id = fields.String(required=True)
    client = fields.String(required=True)
    key = fields.String(required=True)
    prefix = fields.String(required=True)
    expires_at = Instant(allow_none=True)


class OneKey(Message):
    """A key by its id."""

    id = Text(most=36, required=True)
