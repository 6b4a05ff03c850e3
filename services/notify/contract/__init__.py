"""All that others may import of notify: its calls, its events and what it hears."""

from marshmallow import fields, validate

from services.common.audit_messages import AuditPage, AuditWanted
from services.common.contract import Answer, Call, ErasureConfirmed, EventData, Instant, Message, Text
from services.notify.contract import replies

# Nobody waits on the line for a mail: where processors are short, those go first whom somebody waits for.
NICENESS = 10
STEPS = ("opened", "assigned", "referred", "closed", "reopened", "merged", "asked", "noted")
CHANNELS = ("email", "letter", "none")
STATES = ("pending", "sending", "sent", "failed", "unreachable", "waived")


class MessagesWanted(Message):
    """The number of the request whose messages are wanted."""

    number = Text(most=32, least=1, required=True)


class MessageView(Answer):
    """How a resident was told of a step: by which way and how far it got; nothing of what was said to whom."""

    id = fields.String(required=True)
    event_id = fields.String(required=True)
    step = fields.String(required=True)
    channel = fields.String(required=True)
    state = fields.String(required=True)
    reason = fields.String(allow_none=True)
    language = fields.String(required=True)
    attempts = fields.Integer(required=True)
    written_at = Instant(required=True)
    settled_at = Instant(allow_none=True)
    batch_id = fields.String(allow_none=True)
    fallback_of = fields.String(allow_none=True)


class MessageList(Answer):
    """The messages about a request, oldest first."""

    messages = fields.List(fields.Nested(MessageView), required=True)


class Page(Message):
    """A page of a list."""

    limit = fields.Integer(load_default=100, strict=True, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class UnreachableView(Answer):
    """A step of which a resident could not be told; reason is phone_only, no_contact or a mail server's code."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    step = fields.String(required=True)
    reason = fields.String(allow_none=True)
    department = fields.String(allow_none=True)
    language = fields.String(required=True)
    since = Instant(required=True)


class UnreachablePage(Answer):
    """Those whom a person has to call, oldest first."""

    items = fields.List(fields.Nested(UnreachableView), required=True)
    next = fields.String(allow_none=True)


class BatchView(Answer):
    """The letters of a working day; they lie in the folder of that name with their manifest."""

    id = fields.String(required=True)
    state = fields.String(required=True)
    letters = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    opened_at = Instant(required=True)
    ready_at = Instant(allow_none=True)


class BatchPage(Answer):
    """Batches, the newest first."""

    items = fields.List(fields.Nested(BatchView), required=True)
    next = fields.String(allow_none=True)


class NoticeDelivered(EventData):
    """The resident's mail server has taken the mail, or the letter lies in a batch."""

    number = fields.String(required=True)
    step = fields.String(required=True)
    channel = fields.String(required=True)
    event_id = fields.String(required=True)
    message_id = fields.String(required=True)


class NoticeFailed(NoticeDelivered):
    """A message was given up: state failed when a letter follows, unreachable when the resident was not told."""

    state = fields.String(required=True)
    reason = fields.String(allow_none=True)


class NoticeSettled(EventData):
    """It is certain how the resident of a closed, referred or joined request was told of it.

    `outcome` is delivered, printed, waived (anonymous, or by wish) or unreachable; `reason` says why of the last two.
    """

    number = fields.String(required=True)
    step = fields.String(required=True)
    outcome = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    event_id = fields.String(required=True)


class LetterBatchReady(EventData):
    """The batch takes no more letters, its manifest is final, and the printer may fetch it."""

    batch_id = fields.String(required=True)
    letters = fields.Integer(required=True)
    pages = fields.Integer(required=True)


LIST_MESSAGES = Call("list_messages", MessagesWanted, MessageList)
LIST_UNREACHABLE = Call("list_unreachable", Page, UnreachablePage)
READ_LETTER_BATCHES = Call("read_letter_batches", Page, BatchPage)
LIST_STANDARD_REPLIES = Call("list_standard_replies", replies.RepliesWanted, replies.ReplyPage)
READ_STANDARD_REPLY = Call("read_standard_reply", replies.OneReply, replies.ReplyVersions)
FILL_STANDARD_REPLY = Call("fill_standard_reply", replies.ReplyToFill, replies.FilledReply)
DRAFT_STANDARD_REPLY = Call("draft_standard_reply", replies.ReplyDraft, replies.WholeReply, writes=True)
APPROVE_STANDARD_REPLY = Call("approve_standard_reply", replies.ReplyVersion, replies.WholeReply, writes=True)
RETIRE_STANDARD_REPLY = Call("retire_standard_reply", replies.OneReply, replies.WholeReply, writes=True)
LIST_NOTICE_AUDIT = Call("list_notice_audit", AuditWanted, AuditPage)

CALLS = tuple(call for call in tuple(vars().values()) if isinstance(call, Call))
EVENTS = (NoticeDelivered, NoticeFailed, NoticeSettled, LetterBatchReady, ErasureConfirmed)
HEARS = {
    "intake": (
        "request_opened",
        "request_status_changed",
        "request_closed",
        "request_reopened",
        "requests_merged",
        "resident_asked",
        "resident_told",
        "client_link_asked",
        "follow_asked",
        "person_erased",
        "hold_placed",
        "hold_lifted",
        "own_list_asked",
    ),
    "routing": ("bulletin_issued",),
}
REFUSALS = replies.REFUSALS
