"""Messages about API clients: who registers one, how its owner manages its keys, and what its owner is told."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text

KEY_DAYS = (30, 90, 365, 730)


class NewClient(Message):
    """Somebody wishes to use the API; `test` asks for keys of the trial endpoint."""

    name = Text(most=120, least=2, required=True)
    email = fields.Email(required=True, validate=validate.Length(max=254))
    purpose = Text(most=500, load_default="")
    language = Text(most=8, load_default="en")
    test = fields.Boolean(load_default=False)


class ClientOwner(Message):
    """An owner of clients who wishes to come to their keys."""

    email = fields.Email(required=True, validate=validate.Length(max=254))


class ByLink(Message):
    """The secret of a link that was sent to a client's owner."""

    token = Text(most=120, least=1, required=True)


class NewOwnKey(ByLink):
    """A key that an owner makes."""

    days = fields.Integer(load_default=365, validate=validate.OneOf(KEY_DAYS))


class OneOwnKey(ByLink):
    """A key that an owner ends."""

    id = Text(most=36, required=True)


class KeyView(Answer):
    """A key as it can be shown: its beginning, what it may be used for, and its times."""

    id = fields.String(required=True)
    prefix = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    created_at = Instant(required=True)
    expires_at = Instant(allow_none=True)
    revoked_at = Instant(allow_none=True)
    last_used_at = Instant(allow_none=True)
    live = fields.Boolean(required=True)


class ClientView(Answer):
    """A client with its keys, the newest first."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    department = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    purpose = fields.String(allow_none=True)
    created_at = Instant(required=True)
    confirmed_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)
    keys = fields.List(fields.Nested(KeyView), required=True)


class ClientPageWanted(Message):
    """A page of the list of clients."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class ClientPage(Answer):
    """Clients, the newest first, and the cursor of the next page."""

    items = fields.List(fields.Nested(ClientView), required=True)
    next = fields.String(allow_none=True)


class OneClient(Message):
    """A client by its id."""

    id = Text(most=36, required=True)


class LinksSaid(Message):
    """Links that intake has said."""

    links = fields.List(Text(most=36), required=True, validate=validate.Length(max=50))


class LinkFact(Answer):
    """Where a link is to be sent, and its secret."""

    link = fields.String(required=True)
    client = fields.String(required=True)
    email = fields.String(allow_none=True)
    token = fields.String(required=True)
    expires_at = Instant(required=True)


class LinkFacts(Answer):
    """What notify needs to send links; those that are over are left out."""

    facts = fields.List(fields.Nested(LinkFact), required=True)
