"""The answer of every owner of copied facts: what has changed behind a revision, page by page."""

from marshmallow import fields, validate

from services.common.contract import Answer, Call, Message


class ChangesWanted(Message):
    """Facts that have changed behind a revision; from 0 on it is everything."""

    after = fields.Integer(load_default=0, validate=validate.Range(min=0))
    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=250))


class Change(Answer):
    """One fact as it is now: `event` is the event's name, `data` that of the event."""

    revision = fields.Integer(required=True)
    event = fields.String(required=True)
    data = fields.Dict(required=True)


class Changes(Answer):
    """Facts in order of revision; `next` is the revision to go on from, null at the end."""

    items = fields.List(fields.Nested(Change), required=True)
    next = fields.Integer(allow_none=True)


LIST_CHANGES = Call("list_changes", ChangesWanted, Changes)
