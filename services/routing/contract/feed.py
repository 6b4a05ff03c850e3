"""Messages about the feed on which department systems live."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text


class FeedWanted(Message):
    """A department's events behind a position, or since an instant; its own system need not name the department.

    Who asks under the name of a reader says that it has everything up to `after`: both sides see how far it is.
    """

    department = Code(load_default=None, allow_none=True)
    after = fields.Integer(load_default=0, validate=validate.Range(min=0))
    since = Instant(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    reader = Code(load_default=None, allow_none=True)


class FeedPage(Answer):
    """Events as they were published, by position without holes; next is the position to go on after."""

    items = fields.List(fields.Dict(), required=True)
    next = fields.Integer(required=True)


class OneDepartment(Message):
    """A department that shall get credentials for its queue."""

    code = Code(required=True)
    idempotency_key = Text(most=200, least=1, load_default=None, allow_none=True)


class QueueAccess(Answer):
    """Where the department's system finds its queue, with a password that is shown this once."""

    amqp_uri = fields.String(required=True)
    queue = fields.String(required=True)
