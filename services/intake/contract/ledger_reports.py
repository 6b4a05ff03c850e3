"""Messages about the ledger as a whole: what came, what became of it, and how far it is from what was expected."""

from marshmallow import ValidationError, fields, validates_schema

from services.common.contract import Answer, Instant, Message

MOST_DAYS = 31


class ReportWanted(Message):
    """A span of at most 31 days by the time of logging; the last 24 hours unless said otherwise. Drills never count."""

    since = Instant(load_default=None, allow_none=True)
    until = Instant(load_default=None, allow_none=True)

    @validates_schema
    def the_span_is_short(self, data: dict, **kwargs: object) -> None:
        """A report is counted while somebody waits."""
        since, until = data.get("since"), data.get("until")
        if since and until and not 0 <= (until - since).total_seconds() <= MOST_DAYS * 86400:
            raise ValidationError(f"The span ends after it begins, within {MOST_DAYS} days.", "until")


class TypeShare(Answer):
    """A type of contact: how many, in percent, what was expected, and whether it is further off than tolerated."""

    type = fields.String(required=True)
    contacts = fields.Integer(required=True)
    percent = fields.Float(allow_none=True)
    expected_percent = fields.Float()
    drifts = fields.Boolean()


class FirstContact(Answer):
    """Contacts of residents in which each thing was answered or recorded, so that nothing was left to do."""

    resolved = fields.Integer(required=True)
    of = fields.Integer(required=True)
    percent = fields.Float(allow_none=True)


class Loop(Answer):
    """Every contact once: open, or closed and delivered, printed, waived, not_needed, or in the gap.

    A contact is closed when nothing of it waits: its requests are closed or referred, nobody has it on the desk.
    """

    contacts = fields.Integer(required=True)
    open = fields.Integer(required=True)
    closed = fields.Integer(required=True)
    delivered = fields.Integer(required=True)
    printed = fields.Integer(required=True)
    waived = fields.Integer(required=True)
    not_needed = fields.Integer(required=True)
    gap = fields.Integer(required=True)


class Language(Answer):
    """How much a language was spoken, and what interpreters had to do with it."""

    language = fields.String(required=True)
    contacts = fields.Integer(required=True)
    sessions = fields.Integer(required=True)
    interpreter_seconds = fields.Integer(required=True)
    cost_cents = fields.Integer(required=True)


class Vendor(Answer):
    """What a vendor of interpreters did in a language."""

    vendor = fields.String(required=True)
    language = fields.String(required=True)
    sessions = fields.Integer(required=True)
    interpreter_seconds = fields.Integer(required=True)
    cost_cents = fields.Integer(required=True)


class Telephone(Answer):
    """Calls that began in the span, as centres compare them: abandoned of offered, mean time to answer and to handle.

    To answer is ringing and queueing, to handle is talking and wrapping up, both of calls that were not abandoned.
    """

    offered = fields.Integer(required=True)
    abandoned = fields.Integer(required=True)
    abandoned_percent = fields.Float(allow_none=True)
    answer_seconds = fields.Integer(required=True)
    handling_seconds = fields.Integer(required=True)
    mean_answer_seconds = fields.Float(allow_none=True)
    mean_handling_seconds = fields.Float(allow_none=True)


class LedgerReport(Answer):
    """The ledger in a span: residents' contacts by type, first-contact resolution, the loop, languages, telephone.

    `types`, `first_contact` and `channels` leave out staff (`internal`) and what repeats an earlier contact
    (`repeated`); all else counts every contact.
    """

    since = Instant(required=True)
    until = Instant(required=True)
    contacts = fields.Integer(required=True)
    internal = fields.Integer(required=True)
    repeated = fields.Integer(required=True)
    types = fields.List(fields.Nested(TypeShare), required=True)
    first_contact = fields.Nested(FirstContact, required=True)
    loop = fields.Nested(Loop, required=True)
    channels = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    themes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    languages = fields.List(fields.Nested(Language), required=True)
    vendors = fields.List(fields.Nested(Vendor), required=True)
    telephone = fields.Nested(Telephone, required=True)
