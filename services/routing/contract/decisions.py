"""Messages about who will do it: the preview while the caller is on the line, triage and call-backs."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text
from services.intake.contract.duplicates import Duplicate
from services.intake.contract.requests import Location
from services.routing.contract.catalogue import KEY


class PreviewWish(Message):
    """What somebody is about to ask for, where, and what was answered so far."""

    service_code = Code(required=True)
    location = fields.Nested(Location, load_default=None, allow_none=True)
    answers = fields.Dict(keys=Text(most=64), values=fields.Raw(), load_default=dict)
    language = Text(most=8, load_default="en")


class Responsible(Answer):
    """Who would answer for it; kind is department, agency or triage (a person of 311 decides)."""

    kind = fields.String(required=True)
    code = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)


class ReferralView(Answer):
    """Whom to turn to instead, the number to call, and why.

    `class` is county, funded or external, as it was when the request was received; `tracked` says whether the county
    will hear what becomes of it.
    """

    code = fields.String(required=True)
    name = fields.String(required=True)
    phone = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    because = fields.String(allow_none=True)
    agency_class = fields.String(data_key="class", attribute="class")
    tracked = fields.Boolean()


class Option(Answer):
    """One answer to a question."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class OpenQuestion(Answer):
    """What to ask the caller, because the answer decides; about is a kind of layer, road, address or answer."""

    about = fields.String(required=True)
    code = fields.String(allow_none=True)
    text = fields.String(required=True)
    options = fields.List(fields.Nested(Option), required=True)


class Preview(Answer):
    """What would come of it; unsure names what could not be looked up or is not decided by what is known."""

    responsible = fields.Nested(Responsible, required=True)
    promised_by = Instant(allow_none=True)
    first_action_by = Instant(allow_none=True)
    referral = fields.Nested(ReferralView, allow_none=True)
    duplicates = fields.List(fields.Nested(Duplicate), required=True)
    question = fields.Nested(OpenQuestion, allow_none=True)
    stop = fields.Dict(allow_none=True)
    unsure = fields.List(fields.String(), required=True)
    districts = fields.Dict(allow_none=True)
    rule = fields.String(allow_none=True)


class Page(Message):
    """A page of a list."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=200, load_default=None, allow_none=True)


class TriageWanted(Page):
    """What waits in triage; of one owner, or only what nobody decided in time."""

    owner = Text(most=120, load_default=None, allow_none=True)
    overdue = fields.Boolean(load_default=False)


class TriageClaim(Message):
    """Somebody of 311 finds out who does it."""

    number = Text(most=16, least=1, required=True)
    idempotency_key = Text(**KEY)


class TriageItem(Answer):
    """A request for which a person must find who does it, whose task that is, and until when."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    reason = fields.String(required=True)
    since = Instant(required=True)
    owner = fields.String(allow_none=True)
    due_at = Instant(allow_none=True)
    overdue = fields.Boolean()
    excluded = fields.List(fields.String())
    districts = fields.Dict(allow_none=True)
    area = fields.String(allow_none=True)
    drill = fields.Boolean()


class TriagePage(Answer):
    """A page of triage, oldest first."""

    items = fields.List(fields.Nested(TriageItem), required=True)
    next = fields.String(allow_none=True)


class TriageDecision(Message):
    """A supervisor says which department does it, and why."""

    number = Text(most=16, required=True)
    department = Code(required=True)
    reason = Text(most=1000, least=1, required=True)
    idempotency_key = Text(**KEY)


class CallbackItem(Answer):
    """A request that was referred only after it was opened and whose resident hears of it by a call."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    referral = fields.Nested(ReferralView, required=True)
    since = Instant(required=True)
    language = fields.String()
    drill = fields.Boolean()


class CallbackPage(Answer):
    """A page of the call-back list, oldest first."""

    items = fields.List(fields.Nested(CallbackItem), required=True)
    next = fields.String(allow_none=True)


class CallbackDone(Message):
    """The resident has been called, or cannot be reached."""

    number = Text(most=16, required=True)
    idempotency_key = Text(**KEY)


class CallbackView(Answer):
    """A call-back that is off the list."""

    number = fields.String(required=True)
    done_at = Instant(required=True)
