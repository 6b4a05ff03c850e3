"""Upkeep of what callers are told: dead links, and what is past its review."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text

TASKS = ("dead_link", "review_due")


class UpkeepWanted(Message):
    """Whose tasks; of all departments when none is named."""

    department = Code(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=600, load_default=None, allow_none=True)


class Place(Answer):
    """Where something stands: an article, an agency of the directory, a department."""

    kind = fields.String(required=True)
    id = fields.String(required=True)


class UpkeepTask(Answer):
    """Something to mend; it is gone from the list when it is mended.

    `about` is the address of a link, or what is to be reviewed ("article:snow-plowing"). A link is dead when its page
    is gone, or after three failures in a row: failing, unreachable, certificate, slow, no_answer, address.
    """

    task = fields.String(required=True, validate=validate.OneOf(TASKS))
    about = fields.String(required=True)
    department = fields.String(required=True, allow_none=True)
    since = Instant(required=True)
    reason = fields.String(required=True)
    places = fields.List(fields.Nested(Place), required=True)


class UpkeepPage(Answer):
    """A page, and the cursor of the next."""

    items = fields.List(fields.Nested(UpkeepTask), required=True)
    next = fields.String(allow_none=True)
