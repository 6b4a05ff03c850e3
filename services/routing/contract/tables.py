"""Messages about the catalogue as lists and tables."""

from marshmallow import fields, validate

from services.common.contract import Answer, Call, Code, Instant, Message, Text
from services.routing.contract.catalogue import KEY
from services.routing.contract.drafts import DraftView
from services.routing.contract.entries import FORMS

LONGEST_TABLE = 900_000


class EntriesWanted(Message):
    """Entries of a kind as they are in use, by code."""

    kind = fields.String(required=True, validate=validate.OneOf(tuple(FORMS)))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Code(load_default=None, allow_none=True)


class EntryView(Answer):
    """An entry as it is in use."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    entry = fields.Dict(required=True)


class EntryPage(Answer):
    """A page of entries."""

    items = fields.List(fields.Nested(EntryView), required=True)
    next = fields.String(required=True, allow_none=True)


class TableWanted(Message):
    """All entries of a kind as a table."""

    kind = fields.String(required=True, validate=validate.OneOf(tuple(FORMS)))


class Table(Answer):
    """CSV: a row for each entry, a column for each member, `name.en` for a text in a language."""

    csv = fields.String(required=True)


class TableWish(Message):
    """A table that shall hold: it becomes a draft of what is different.

    Members without a column stay as they are. With `complete`, entries without a row are taken out of use.
    """

    kind = fields.String(required=True, validate=validate.OneOf(tuple(FORMS)))
    title = Text(most=200, least=1, required=True)
    effective_at = Instant(load_default=None, allow_none=True)
    csv = Text(most=LONGEST_TABLE, least=1, required=True)
    complete = fields.Boolean(load_default=False)
    idempotency_key = Text(**KEY)


LIST_ENTRIES = Call("list_entries", EntriesWanted, EntryPage)
EXPORT_ENTRIES = Call("export_entries", TableWanted, Table, deadline_seconds=10.0)
IMPORT_ENTRIES = Call("import_entries", TableWish, DraftView, writes=True, deadline_seconds=10.0)
CALLS = (LIST_ENTRIES, EXPORT_ENTRIES, IMPORT_ENTRIES)
