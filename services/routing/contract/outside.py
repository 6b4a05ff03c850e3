"""Messages about other agencies' Open311 servers and what is handed over to them."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text

STATES = ("waiting", "token", "sent", "closed", "failed", "stopped")
POLLS = ("updates", "numbers")


class ServerWish(Message):
    """An agency's server; `services` says what our service types are called there, others are not handed over.

    `polls` is how it is asked for changes: `updates` by the extension updated_after, `numbers` by the standard alone.
    A key that is not given stays as it was.
    """

    agency = Code(required=True)
    url = fields.Url(required=True, schemes={"http", "https"}, require_tld=False, validate=validate.Length(max=500))
    jurisdiction_id = Text(most=120, load_default=None, allow_none=True)
    api_key = Text(most=400, load_default=None, allow_none=True)
    services = fields.Dict(keys=Code(), values=Text(most=200, least=1), required=True)
    polls = fields.String(load_default="numbers", validate=validate.OneOf(POLLS))
    active = fields.Boolean(load_default=True)


class ServerView(Answer):
    """An agency's server as it is set up; the key is never shown."""

    agency = fields.String(required=True)
    url = fields.String(required=True)
    jurisdiction_id = fields.String(allow_none=True)
    has_key = fields.Boolean(required=True)
    services = fields.Dict(required=True)
    polls = fields.String(required=True)
    active = fields.Boolean(required=True)
    failures = fields.Integer(required=True)
    changed_at = Instant(required=True)


class ServerList(Answer):
    """All servers."""

    items = fields.List(fields.Nested(ServerView), required=True)


class ForwardingsWanted(Message):
    """Filters of a list of what was handed over."""

    number = Text(most=16, load_default=None, allow_none=True)
    agency = Code(load_default=None, allow_none=True)
    state = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(STATES))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class ForwardingView(Answer):
    """A request that is, or was to be, handed over, and what the other agency's server says of it."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    agency = fields.String(required=True)
    service_code = fields.String(required=True)
    state = fields.String(required=True)
    attempts = fields.Integer(required=True)
    reason = fields.String(allow_none=True)
    remote_number = fields.String(allow_none=True)
    remote_status = fields.String(allow_none=True)
    remote_notes = fields.String(allow_none=True)
    made_at = Instant(required=True)
    remote_updated_at = Instant(allow_none=True)
    settled_at = Instant(allow_none=True)


class ForwardingPage(Answer):
    """One page, newest first, and the cursor of the next."""

    items = fields.List(fields.Nested(ForwardingView), required=True)
    next = fields.String(allow_none=True)


class OneForwarding(Message):
    """A forwarding by its id."""

    id = Text(most=36, required=True)


class NotesWanted(Message):
    """Forwardings of which an event was heard."""

    forwarding_ids = fields.List(Text(most=36), required=True, validate=validate.Length(max=50))


class ForwardingNote(Answer):
    """What the other agency wrote."""

    forwarding_id = fields.String(required=True)
    notes = fields.String(allow_none=True)


class ForwardingNotes(Answer):
    """What the other agencies wrote of those that exist."""

    items = fields.List(fields.Nested(ForwardingNote), required=True)
