"""What intake shows of service requests."""

from marshmallow import fields, validate

from services.common.contract import PERSONAL_DATA, Answer, Instant
from services.intake.contract.asking import QuestionView
from services.intake.contract.attachments import AttachmentView
from services.intake.contract.families import Family


class ServiceName(Answer):
    """A service type by code and name."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class Referral(Answer):
    """Whom to turn to instead, and the number to call."""

    code = fields.String()
    name = fields.String()
    phone = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    because = fields.String(allow_none=True)
    agency_class = fields.String(data_key="class", attribute="class")
    tracked = fields.Boolean(metadata={"description": "whether the county hears what becomes of it"})
    number = fields.String(allow_none=True, metadata={"description": "what the request is called there"})


class OpenedRequest(Answer):
    """What the resident has at once: the number; what is pending is named."""

    number = fields.String(required=True)
    pin = fields.String(allow_none=True)
    status = fields.String(required=True)
    pending = fields.List(fields.String(), required=True)
    service = fields.Nested(ServiceName, required=True)
    department = fields.String(allow_none=True)
    promised_by = fields.String(allow_none=True)
    referral = fields.Nested(Referral, allow_none=True)
    duplicates = fields.List(fields.String())
    requested_at = Instant()
    version = fields.Integer()


class HistoryStep(Answer):
    """A status, appended and never edited."""

    at = Instant()
    status = fields.String()
    code = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    department = fields.String(allow_none=True)
    by = fields.String(allow_none=True)
    client = fields.String(allow_none=True, metadata={"description": "the public name of the API client that did it"})


class NoteView(Answer):
    """A note; an internal one is shown to staff only."""

    id = fields.String()
    at = Instant()
    by = fields.String(allow_none=True)
    public = fields.Boolean()
    text = fields.String()
    personal_data = fields.List(
        fields.String(validate=validate.OneOf(PERSONAL_DATA)),
        metadata={"description": "what a public note tells of people, said once to whoever writes it"},
    )


class RequestView(Answer):
    """A request; members beyond the public ones are there for whom the policy allows them."""

    number = fields.String(required=True)
    service = fields.Nested(ServiceName)
    status = fields.String()
    pending = fields.List(fields.String())
    department = fields.String(allow_none=True)
    requested_at = Instant()
    updated_at = Instant()
    promised_by = Instant(allow_none=True)
    area = fields.String(allow_none=True)
    description = fields.String()
    answers = fields.Dict()
    location = fields.Dict(allow_none=True)
    resident = fields.Dict(allow_none=True)
    masked = fields.List(
        fields.String(), metadata={"description": "what of `resident` is masked until somebody says why it is needed"}
    )
    anonymous = fields.Boolean()
    channel = fields.String()
    language = fields.String()
    received_at = Instant()
    districts = fields.Dict(allow_none=True)
    referral = fields.Nested(Referral, allow_none=True)
    close_code = fields.String(allow_none=True)
    close_text = fields.String(allow_none=True)
    questions = fields.List(fields.Nested(QuestionView))
    service_version = fields.Integer()
    family = fields.Nested(Family, allow_none=True)
    attachments = fields.List(fields.Nested(AttachmentView))
    history = fields.List(fields.Nested(HistoryStep))
    notes = fields.List(fields.Nested(NoteView))
    version = fields.Integer()
    drill = fields.Boolean()


class RequestPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(RequestView), required=True)
    next = fields.String(allow_none=True)
