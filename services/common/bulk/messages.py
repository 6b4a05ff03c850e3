"""Messages about bulk actions that are the same in every service; what may be done stands in the service's contract."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text

STATES = ("ready", "done", "refused", "failed")
MOST_AT_ONCE = 1000


class OneBulkAction(Message):
    """A bulk action by its id."""

    id = Text(most=36, least=1, required=True)


class BulkConfirmation(OneBulkAction):
    """What the preview showed is wanted: its token proves that it was seen."""

    token = Text(most=64, least=1, required=True)


class BulkActionsWanted(Message):
    """A page of bulk actions, newest first: the own ones; of everybody for who may see them."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class BulkResultsWanted(OneBulkAction):
    """A page of an action's results, in the order in which the objects were named."""

    state = fields.List(fields.String(validate=validate.OneOf(STATES)), load_default=list)
    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=250))
    cursor = Text(most=12, load_default=None, allow_none=True)


class Obstacle(Answer):
    """Why some objects cannot be acted on, and how many they are."""

    refusal = fields.String(required=True)
    detail = fields.String()
    count = fields.Integer(required=True)


class BulkPreview(Answer):
    """What would happen: with how many it can be done, with how many not and why, how many residents would be told."""

    id = fields.String(required=True)
    action = fields.String(required=True)
    token = fields.String(required=True)
    confirm_before = Instant(required=True)
    count = fields.Integer()
    ready = fields.Integer()
    refused = fields.Integer()
    obstacles = fields.List(fields.Nested(Obstacle))
    told = fields.Integer()
    can_be_undone = fields.Boolean()


class BulkView(Answer):
    """How far a bulk action is; `ready` is what is still to be done, `undo_before` until when it can be taken back."""

    id = fields.String(required=True)
    action = fields.String(required=True)
    by = fields.String()
    state = fields.String(required=True)
    count = fields.Integer()
    ready = fields.Integer()
    done = fields.Integer()
    refused = fields.Integer()
    failed = fields.Integer()
    made_at = Instant()
    confirmed_at = Instant(allow_none=True)
    finished_at = Instant(allow_none=True)
    undo_before = Instant(allow_none=True)
    undo_of = fields.String(allow_none=True)
    undone_by = fields.String(allow_none=True)


class BulkPage(Answer):
    """A page of bulk actions."""

    items = fields.List(fields.Nested(BulkView), required=True)
    next = fields.String(allow_none=True)


class BulkResult(Answer):
    """What became of one object; `refusal` and `detail` say why nothing did."""

    subject = fields.String(required=True)
    state = fields.String(required=True)
    refusal = fields.String(allow_none=True)
    detail = fields.String(allow_none=True)
    at = Instant(allow_none=True)


class BulkResults(Answer):
    """A page of results."""

    items = fields.List(fields.Nested(BulkResult), required=True)
    next = fields.String(allow_none=True)
