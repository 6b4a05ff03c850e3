"""Records for statisticians, and what they add up to."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text

PROMISES = ("none", "open", "kept", "missed")


class RecordsWanted(Message):
    """Records by the time of their last change, oldest first; begin with `resume` of the last page read, ever."""

    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=250))
    cursor = Text(most=200, load_default=None, allow_none=True)


class RequestRecord(Answer):
    """A request without anything that people wrote or that leads to them."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    service_version = fields.Integer()
    status = fields.String(required=True)
    channel = fields.String()
    language = fields.String()
    anonymous = fields.Boolean()
    received_at = Instant()
    requested_at = Instant(required=True)
    changed_at = Instant(required=True)
    closed_at = Instant(allow_none=True)
    department = fields.String(allow_none=True)
    area = fields.String(allow_none=True)
    zip = fields.String(allow_none=True)
    council_district = fields.String(allow_none=True)
    close_code = fields.String(allow_none=True)
    referred_to = fields.String(allow_none=True)
    promised_by = Instant(allow_none=True)
    promise = fields.String(required=True, validate=validate.OneOf(PROMISES))
    told = fields.String(allow_none=True)
    told_at = Instant(allow_none=True)
    merged_into = fields.String(allow_none=True)
    split_from = fields.String(allow_none=True)
    version = fields.Integer(required=True)


class ItemRecord(Answer):
    """One thing that was asked in a contact."""

    position = fields.Integer(required=True)
    outcome = fields.String(required=True)
    article_id = fields.String(allow_none=True)
    article_version = fields.Integer(allow_none=True)
    referred_to = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    kind = fields.String(allow_none=True)
    about = fields.String(allow_none=True)
    department = fields.String(allow_none=True)
    theme = fields.String(allow_none=True)
    warm = fields.Boolean(allow_none=True)


class ContactRecord(Answer):
    """A contact without anybody who took part in it."""

    id = fields.String(required=True)
    type = fields.String(required=True)
    channel = fields.String(required=True)
    language = fields.String()
    caller_type = fields.String()
    anonymous = fields.Boolean()
    received_at = Instant()
    logged_at = Instant(required=True)
    changed_at = Instant(required=True)
    talk_seconds = fields.Integer(allow_none=True)
    wrap_seconds = fields.Integer(allow_none=True)
    state = fields.String(required=True)
    resolved = fields.Boolean(required=True)
    internal = fields.Boolean(required=True)
    same_as = fields.String(allow_none=True)
    logging_department = fields.String(allow_none=True)
    told = fields.String(allow_none=True)
    told_way = fields.String(allow_none=True)
    told_at = Instant(allow_none=True)
    interpreter_seconds = fields.Integer(required=True)
    version = fields.Integer(required=True)
    items = fields.List(fields.Nested(ItemRecord), required=True)


class Page(Answer):
    """Changes after `complete_until` come later; `resume` goes on from here, tomorrow too; `next` if more is there."""

    schema_version = fields.Integer(required=True)
    complete_until = Instant(required=True)
    resume = fields.String(allow_none=True)
    next = fields.String(allow_none=True)


class RequestRecordPage(Page):
    """A page of requests; one that has changed since it was read comes again."""

    items = fields.List(fields.Nested(RequestRecord), required=True)


class ContactRecordPage(Page):
    """A page of contacts; one that has changed since it was read comes again."""

    items = fields.List(fields.Nested(ContactRecord), required=True)


class TotalsWanted(Message):
    """The first and the last day, both included, by the county's calendar; at most 366."""

    since = fields.Date(required=True)
    until = fields.Date(required=True)


class RequestTotals(Answer):
    """How many requests were opened, in all and by what."""

    total = fields.Integer(required=True)
    by_type = fields.Dict(fields.String(), fields.Integer(), required=True)
    by_status = fields.Dict(fields.String(), fields.Integer(), required=True)
    by_department = fields.Dict(fields.String(), fields.Integer(), required=True)
    by_channel = fields.Dict(fields.String(), fields.Integer(), required=True)
    by_language = fields.Dict(fields.String(), fields.Integer(), required=True)


class ContactTotals(Answer):
    """How many contacts were logged, in all and by what, and what was asked in them."""

    total = fields.Integer(required=True)
    by_type = fields.Dict(fields.String(), fields.Integer(), required=True)
    by_channel = fields.Dict(fields.String(), fields.Integer(), required=True)
    by_language = fields.Dict(fields.String(), fields.Integer(), required=True)
    items = fields.Integer(required=True)
    by_outcome = fields.Dict(fields.String(), fields.Integer(), required=True)


class Totals(Answer):
    """What the records of these days add up to, drills left out."""

    schema_version = fields.Integer(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    requests = fields.Nested(RequestTotals, required=True)
    contacts = fields.Nested(ContactTotals, required=True)
