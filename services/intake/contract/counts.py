"""Counts for dashboards."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message

DIMENSIONS = ("all", "type", "area", "department", "language", "channel", "hour")


class CountsWanted(Message):
    """Days by the county's calendar, both included, the last 30 by default; `each` day, or their total."""

    kind = fields.String(load_default="requests", validate=validate.OneOf(("requests", "contacts")))
    by = fields.String(load_default="type", validate=validate.OneOf(DIMENSIONS))
    each = fields.String(load_default="total", validate=validate.OneOf(("total", "day")))
    department = Code(load_default=None, allow_none=True)
    since = fields.Date(load_default=None, allow_none=True)
    until = fields.Date(load_default=None, allow_none=True)


class Count(Answer):
    """How many have this value; empty where it is not known."""

    day = fields.Date(allow_none=True)
    value = fields.String(required=True)
    number = fields.Integer(required=True)


class Counts(Answer):
    """Numbers of requests opened or contacts logged; what changed after `counted_until` is not in them yet."""

    kind = fields.String(required=True)
    by = fields.String(required=True)
    department = fields.String(allow_none=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    counted_until = Instant(allow_none=True)
    items = fields.List(fields.Nested(Count), required=True)
