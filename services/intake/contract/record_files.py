"""The files of closed days, for statisticians and for everybody."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text

LAST_ID = 2**63 - 1


class RecordFilesWanted(Message):
    """Files of closed days, newest first; of one kind or day, or all."""

    kind = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(("requests", "contacts", "contact_items", "open_data", "totals")),
    )
    day = fields.Date(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=20, load_default=None, allow_none=True)


class OpenDataWanted(Message):
    """Published files, newest first; of one day, or all."""

    day = fields.Date(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=20, load_default=None, allow_none=True)


class RecordFileView(Answer):
    """A file that is never written again; corrections hold rows of earlier days that have changed since."""

    id = fields.Integer(required=True)
    day = fields.Date(required=True)
    kind = fields.String(required=True)
    part = fields.String(required=True)
    format = fields.String(required=True)
    schema_version = fields.Integer(required=True)
    as_of = Instant(required=True)
    rows = fields.Integer(required=True)
    bytes = fields.Integer(required=True)
    sha256 = fields.String(required=True)


class RecordFilePage(Answer):
    """A page of files."""

    items = fields.List(fields.Nested(RecordFileView), required=True)
    next = fields.String(allow_none=True)


class OneRecordFile(Message):
    """A file by its id."""

    id = fields.Integer(required=True, validate=validate.Range(min=1, max=LAST_ID))


class RecordFileBytes(Answer):
    """Where the bytes of a file are."""

    sha256 = fields.String(required=True)
    media_type = fields.String(required=True)
    file_name = fields.String(required=True)
