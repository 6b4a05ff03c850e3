"""Messages about offices of representatives: what they sent to 311, and whose name they may know."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Call, Code, EventData, Instant, Message, Text
from services.common.errors import Conflict, InvalidInput, NotFound
from services.intake.contract.requests import IDEMPOTENCY_KEY

WAYS = ("spoken", "written", "online")
STATES = ("none", "given", "withdrawn")


class OfficeUnknown(InvalidInput):
    """No office of a representative has this code."""


class OfficeReferralNotFound(NotFound):
    """There is no such referral of an office, or you may not know of it."""


class NoConsent(Conflict):
    """Nobody has agreed to that, so nothing can be taken back."""


class NobodyNamed(Conflict):
    """Nobody is named there, so nobody can be named to an office."""


class _OneOfTwo(Message):
    number = Text(most=16, load_default=None, allow_none=True)
    contact = Text(most=36, load_default=None, allow_none=True)

    @validates_schema
    def one_is_meant(self, data: dict[str, Any], **kwargs: object) -> None:
        """A request or a contact, not both."""
        if bool(data.get("number")) == bool(data.get("contact")):
            raise ValidationError("Name a request or a contact.", "number")


class NewOfficeReferral(_OneOfTwo):
    """A request or contact was sent by an office; an office's own people need not name it."""

    office = Code(load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class NewConsent(_OneOfTwo):
    """The resident agrees that an office learns name and telephone number of this one request or contact."""

    office = Code(required=True)
    way = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(WAYS))
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class OneConsent(_OneOfTwo):
    """What a resident agreed to."""

    office = Code(required=True)
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class ConsentsWanted(_OneOfTwo):
    """Of which request or contact."""

    pin = Text(most=12, load_default=None, allow_none=True)


class ConsentView(Answer):
    """What a resident agreed to, and whether it holds: state is `given` or `withdrawn`."""

    office = fields.String(required=True)
    office_name = fields.String(required=True)
    number = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    way = fields.String(allow_none=True)
    given_at = Instant(required=True)
    withdrawn_at = Instant(allow_none=True)


class Consents(Answer):
    """Those of one request or contact, in order of office."""

    items = fields.List(fields.Nested(ConsentView), required=True)


class OfficeReferralsWanted(Message):
    """Which referrals of one's own office: newest first."""

    office = Code(load_default=None, allow_none=True)
    consent = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(STATES))
    limit = fields.Integer(load_default=50, strict=True, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class OneOfficeReferral(Message):
    """A referral of an office by its id."""

    id = Text(most=36, least=1, required=True)


class OfficeReferralView(Answer):
    """What an office follows: type, status and dates, no words and no exact place.

    `sent_at` is null where the office did not send it, and only the resident's consent lets it know. `consent` is none,
    given, or withdrawn: then it was taken back, and what was learned by it is to be forgotten.
    """

    id = fields.String(required=True)
    office = fields.String(required=True)
    number = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)
    sent_at = Instant(allow_none=True)
    consent = fields.String(required=True, validate=validate.OneOf(STATES))
    consent_at = Instant(allow_none=True)
    service = fields.Dict(allow_none=True)
    status = fields.String(required=True)
    department = fields.String(allow_none=True)
    area = fields.String(allow_none=True)
    requested_at = Instant(required=True)
    updated_at = Instant(allow_none=True)
    promised_by = Instant(allow_none=True)


class PersonNamed(Answer):
    """Name and telephone number of whoever agreed."""

    name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)


class OneOfficeReferralView(OfficeReferralView):
    """The same with who asked, while the consent holds."""

    resident = fields.Nested(PersonNamed, allow_none=True)


class OfficeReferralPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(OfficeReferralView), required=True)
    next = fields.String(allow_none=True)


class ConsentGiven(EventData):
    """A resident lets an office know name and telephone number of one request or contact; the office reads them."""

    office = fields.String(required=True)
    referral = fields.String(required=True)
    number = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)


class ConsentWithdrawn(EventData):
    """A resident has taken that back, or was erased: whoever keeps name or number forgets them."""

    office = fields.String(required=True)
    referral = fields.String(required=True)
    number = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)


RECORD_OFFICE_REFERRAL = Call("record_office_referral", NewOfficeReferral, OfficeReferralView, writes=True)
LIST_OFFICE_REFERRALS = Call("list_office_referrals", OfficeReferralsWanted, OfficeReferralPage)
READ_OFFICE_REFERRAL = Call("read_office_referral", OneOfficeReferral, OneOfficeReferralView)
GIVE_CONSENT = Call("give_consent", NewConsent, ConsentView, writes=True)
WITHDRAW_CONSENT = Call("withdraw_consent", OneConsent, ConsentView, writes=True)
LIST_CONSENTS = Call("list_consents", ConsentsWanted, Consents)

OFFICE_CALLS = (
    RECORD_OFFICE_REFERRAL, LIST_OFFICE_REFERRALS, READ_OFFICE_REFERRAL, GIVE_CONSENT, WITHDRAW_CONSENT, LIST_CONSENTS,
)  # fmt: skip
OFFICE_EVENTS = (ConsentGiven, ConsentWithdrawn)
