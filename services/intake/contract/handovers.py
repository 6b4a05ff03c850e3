"""Messages about Tier 2: who is at the desk, and questions and contacts that are handed to a department's people."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Code, Instant, Message, Text
from services.intake.contract.items import NewItem
from services.intake.contract.notices import Notice
from services.intake.contract.requests import IDEMPOTENCY_KEY

DESKS = ("front", "tier2")
PRESENCES = ("available", "busy", "away")
KINDS = ("consult", "handover")
STATES = ("requested", "accepted", "answered", "returned", "expired", "withdrawn")
FALLBACKS = ("callback", "request")


class Presence(Message):
    """Who is at the desk, said again every minute: how much a person takes at once, in which languages and skills."""

    desk = fields.String(required=True, validate=validate.OneOf(DESKS))
    state = fields.String(required=True, validate=validate.OneOf(PRESENCES))
    capacity = fields.Integer(load_default=1, strict=True, validate=validate.Range(min=1, max=10))
    languages = fields.List(Text(most=8, least=2), load_default=lambda: ["en"], validate=validate.Length(1, 20))
    skills = fields.List(Code(), load_default=list, validate=validate.Length(max=20))


class PresenceView(Answer):
    """Somebody at a desk; `taken` of `capacity` are at work, `free` says whether one more is taken now."""

    subject = fields.String(required=True)
    desk = fields.String(required=True)
    state = fields.String(required=True)
    capacity = fields.Integer()
    taken = fields.Integer()
    free = fields.Boolean()
    languages = fields.List(fields.String())
    skills = fields.List(fields.String())
    idle_since = Instant()


class PresenceWanted(Message):
    """Who could take a caller: at the front desk, or of a department at Tier 2, with a language and a skill."""

    language = Text(most=8, load_default=None, allow_none=True)
    department = Code(load_default=None, allow_none=True)
    skill = Code(load_default=None, allow_none=True)


class PresenceList(Answer):
    """Whoever is free comes first, of these who speaks the language, then who has been idle longest.

    `interpreter` says that nobody who is free speaks the language: an interpreter has to help.
    """

    items = fields.List(fields.Nested(PresenceView), required=True)
    interpreter = fields.Boolean(required=True)


class Fallback(Message):
    """What happens when nobody takes it in time: the resident is called back by a time, or a request is opened."""

    kind = fields.String(required=True, validate=validate.OneOf(FALLBACKS))
    promised_by = Instant(load_default=None, allow_none=True)
    service_code = Code(load_default=None, allow_none=True)

    @validates_schema
    def a_request_has_a_type(self, data: dict, **kwargs: object) -> None:
        """Nobody can open a request of no type."""
        if data.get("kind") == "request" and not data.get("service_code"):
            raise ValidationError("A request needs its service type.", "service_code")


class HandoverWish(Message):
    """What a department's people are asked: the words are for them, and for who asks."""

    department = Code(required=True)
    skill = Code(load_default=None, allow_none=True)
    language = Text(most=8, load_default=None, allow_none=True)
    question = Text(most=2000, least=1, required=True)
    max_wait_seconds = fields.Integer(load_default=120, strict=True, validate=validate.Range(min=5, max=3600))
    fallback = fields.Nested(Fallback, load_default=None, allow_none=True)


class NewHandover(HandoverWish):
    """A consultation, in which the agent keeps the contact, or a hand-over of a contact that was logged."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    contact = Text(most=36, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def a_contact_is_handed_over(self, data: dict, **kwargs: object) -> None:
        """Without a contact there is nothing to hand over."""
        if data.get("kind") == "handover" and not data.get("contact"):
            raise ValidationError("Name the contact that is handed over.", "contact")


class OneHandover(Message):
    """A consultation or hand-over by its id."""

    id = Text(most=36, required=True)


class HandoverAct(OneHandover):
    """Take it, or need it no longer."""

    idempotency_key = Text(**IDEMPOTENCY_KEY)


class HandoverReturn(OneHandover):
    """Give it back: it is not for this department, or cannot be answered now."""

    reason = Text(most=300, least=1, required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class HandoverNote(OneHandover):
    """A note for the department alone."""

    text = Text(most=4000, least=1, required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class HandoverAnswer(OneHandover):
    """How it ended: words for the agent who asked, or an outcome for each thing that the contact was about."""

    text = Text(most=4000, load_default="")
    items = fields.List(fields.Nested(NewItem), load_default=list, validate=validate.Length(max=20))
    notice = fields.Nested(Notice, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class HandoverNoteView(Answer):
    """A note of the department."""

    at = Instant()
    by = fields.String(allow_none=True)
    text = fields.String()


class HandoverView(Answer):
    """A consultation or hand-over; `notes` and, of a hand-over, `answer` are for the department that has it.

    `waiting` are those before it, `free` the people who could take it now. `callback_by` is when the resident is
    promised a call, `callback_done_at` when it was made.
    """

    id = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    department = fields.String(required=True)
    skill = fields.String(allow_none=True)
    language = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)
    question = fields.String(allow_none=True)
    answer = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    requested_by = fields.String()
    requested_at = Instant()
    expires_at = Instant()
    accepted_by = fields.String(allow_none=True)
    accepted_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)
    fallback = fields.String(allow_none=True)
    callback_by = Instant(allow_none=True)
    callback_done_at = Instant(allow_none=True)
    number = fields.String(allow_none=True)
    waiting = fields.Integer()
    free = fields.Integer()
    notes = fields.List(fields.Nested(HandoverNoteView))


class HandoverSearch(Message):
    """Which: those that wait, those that were asked by oneself, or call-backs that are due; oldest first."""

    department = Code(load_default=None, allow_none=True)
    state = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(STATES))
    callbacks = fields.Boolean(load_default=False)
    limit = fields.Integer(load_default=50, strict=True, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class HandoverPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(HandoverView), required=True)
    next = fields.String(allow_none=True)
