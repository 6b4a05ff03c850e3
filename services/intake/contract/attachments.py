"""Messages about what is attached to a request: pictures and documents, cleaned before they come here."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text
from services.intake.contract.requests import IDEMPOTENCY_KEY

MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")
MOST_BYTES = 40 * 1_048_576  # a picture that is written anew may be larger than it came
SHA256 = validate.Regexp(r"^[0-9a-f]{64}\Z", error="Not a SHA-256 in hexadecimal.")


class WantedAttachment(Message):
    """Whether this caller may attach a file to the request; asked before the file is taken."""

    number = Text(most=16, required=True)
    pin = Text(most=12, load_default=None, allow_none=True)


class AttachmentRoom(Answer):
    """How many files the request can still take."""

    left = fields.Integer(required=True)


class CleanFile(Message):
    """A clean file that lies in the blob store; the gateway says what it is, never the client."""

    sha256 = fields.String(required=True, validate=SHA256)
    thumbnail_sha256 = fields.String(load_default=None, allow_none=True, validate=SHA256)
    media_type = fields.String(required=True, validate=validate.OneOf(MEDIA_TYPES))
    size_bytes = fields.Integer(required=True, validate=validate.Range(min=1, max=MOST_BYTES))
    width = fields.Integer(load_default=None, allow_none=True)
    height = fields.Integer(load_default=None, allow_none=True)
    pages = fields.Integer(load_default=None, allow_none=True)


class NewAttachment(CleanFile):
    """A clean file for a request."""

    number = Text(most=16, required=True)
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class OneAttachment(Message):
    """An attachment, or the small picture of it."""

    number = Text(most=16, required=True)
    id = Text(most=36, required=True)
    thumbnail = fields.Boolean(load_default=False)
    pin = Text(most=12, load_default=None, allow_none=True)


class AttachmentPublishing(Message):
    """Whether anybody may see the attachment; at first only those who may read the request."""

    number = Text(most=16, required=True)
    id = Text(most=36, required=True)
    public = fields.Boolean(required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class AttachmentRemoval(Message):
    """The attachment is not wanted; its file leaves the disk."""

    number = Text(most=16, required=True)
    id = Text(most=36, required=True)
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class AttachmentView(Answer):
    """What is known of an attachment; who added it is for staff."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    at = Instant()
    by = fields.String(allow_none=True)
    media_type = fields.String()
    size_bytes = fields.Integer()
    width = fields.Integer(allow_none=True)
    height = fields.Integer(allow_none=True)
    pages = fields.Integer(allow_none=True)
    has_thumbnail = fields.Boolean()
    public = fields.Boolean()


class AttachmentFile(Answer):
    """Where the bytes are, and how they are to be served."""

    sha256 = fields.String(required=True)
    media_type = fields.String(required=True)
    file_name = fields.String(required=True)
