"""Calls and events about webhooks: a department's feed, pushed to its system and signed (Standard Webhooks)."""

from marshmallow import fields, validate

from services.common.contract import Answer, Call, Code, EventData, Instant, Message, Text
from services.common.errors import Conflict, InvalidInput, NotFound
from services.routing.contract.events import EVENTS as FEED_EVENTS

STATES = ("active", "paused", "stopped")
LETTER_STATES = ("dead", "waiting", "delivered")
REASONS = (
    "address", "unreachable", "certificate", "slow", "redirect", "refused", "failing", "busy", "gone", "no_answer",
)  # fmt: skip
TYPES = tuple(event.event_name() for event in FEED_EVENTS if "department" in event().fields)


class WebhookNotFound(NotFound):
    """The department has no webhook of this name."""


class DeadLetterNotFound(NotFound):
    """There is no such dead letter, or it is another department's."""


class TooManyWebhooks(Conflict):
    """The department has as many webhooks as it can: remove one first."""


class LetterNotDead(Conflict):
    """This event is on its way again, or has arrived."""


class AddressRefused(InvalidInput):
    """Webhooks go to public addresses by https, and to networks that the county has named."""


class OneWebhook(Message):
    """A department's webhook by its name."""

    code = Code(required=True)
    name = Code(required=True)


class WebhookWish(OneWebhook):
    """Where a department's events go; without types: all. A new webhook begins with the events to come."""

    url = fields.Url(required=True, schemes={"http", "https"}, require_tld=False, validate=validate.Length(max=500))
    types = fields.List(fields.String(validate=validate.OneOf(TYPES)), load_default=list)
    active = fields.Boolean(load_default=True)


class ReplayWish(OneWebhook):
    """From where a webhook is to be sent everything again: behind a position, or since an instant."""

    after = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=2**62))
    since = Instant(load_default=None, allow_none=True)


class WebhookView(Answer):
    """A webhook and how it goes; lag counts events. `secret` is shown once, when it is made."""

    department = fields.String(required=True)
    name = fields.String(required=True)
    url = fields.String(required=True)
    types = fields.List(fields.String(), required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    position = fields.Integer(required=True)
    lag = fields.Integer(required=True)
    failures = fields.Integer(required=True)
    failing_since = Instant(allow_none=True)
    reason = fields.String(allow_none=True)
    next_attempt_at = Instant(allow_none=True)
    delivered_at = Instant(allow_none=True)
    dead_letters = fields.Integer(required=True)
    made_at = Instant(required=True)
    secrets = fields.Integer(required=True)
    secret = fields.String()


class WebhookSecret(Answer):
    """A new secret, shown this once; until then the former ones sign too."""

    secret = fields.String(required=True)
    former_until = Instant(allow_none=True)


class WebhooksWanted(Message):
    """Whose webhooks; without a department, all that the caller may see."""

    department = Code(load_default=None, allow_none=True)


class WebhookList(Answer):
    """Webhooks by department and name."""

    items = fields.List(fields.Nested(WebhookView), required=True)


class Gone(Answer):
    """Nothing more to say."""


class DeadLettersWanted(Message):
    """Filters of the list of dead letters, newest first."""

    department = Code(load_default=None, allow_none=True)
    webhook = Code(load_default=None, allow_none=True)
    state = fields.String(load_default="dead", allow_none=True, validate=validate.OneOf(LETTER_STATES))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class DeadLetterView(Answer):
    """An event that a webhook has refused, and why."""

    id = fields.String(required=True)
    department = fields.String(required=True)
    webhook = fields.String(required=True)
    position = fields.Integer(required=True)
    event_id = fields.String(required=True)
    type = fields.String(required=True)
    subject = fields.String(required=True)
    attempts = fields.Integer(required=True)
    reason = fields.String(required=True)
    state = fields.String(required=True)
    at = Instant(required=True)
    settled_at = Instant(allow_none=True)


class DeadLetterPage(Answer):
    """A page, and the cursor of the next."""

    items = fields.List(fields.Nested(DeadLetterView), required=True)
    next = fields.String(allow_none=True)


class OneDeadLetter(Message):
    """A dead letter by its id."""

    id = Text(most=36, least=1, required=True)


class WebhookSaid(EventData):
    """Something about a department's webhook."""

    department = fields.String(required=True)
    webhook = fields.String(required=True)


class WebhookFailing(WebhookSaid):
    """The webhook's receiver does not take events; they wait in the feed, and it is tried again."""

    reason = fields.String(required=True, validate=validate.OneOf(REASONS))


class WebhookRecovered(WebhookSaid):
    """The webhook's receiver takes events again."""


class WebhookStopped(WebhookSaid):
    """The webhook is tried no longer, until its owner sets it active; the events stand in the feed."""

    reason = fields.String(required=True, validate=validate.OneOf(REASONS))


class EventDeadLettered(WebhookSaid):
    """The receiver has refused an event for good; those behind it go on, and it can be sent again."""

    position_refused = fields.Integer(required=True)
    event_id = fields.String(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))


SET_WEBHOOK = Call("set_webhook", WebhookWish, WebhookView, writes=True, deadline_seconds=6.0)
REMOVE_WEBHOOK = Call("remove_webhook", OneWebhook, Gone, writes=True)
LIST_WEBHOOKS = Call("list_webhooks", WebhooksWanted, WebhookList)
RENEW_WEBHOOK_SECRET = Call("renew_webhook_secret", OneWebhook, WebhookSecret, writes=True)
REPLAY_WEBHOOK = Call("replay_webhook", ReplayWish, WebhookView, writes=True)
LIST_DEAD_LETTERS = Call("list_dead_letters", DeadLettersWanted, DeadLetterPage)
REPLAY_DEAD_LETTER = Call("replay_dead_letter", OneDeadLetter, DeadLetterView, writes=True)

CALLS = (
    SET_WEBHOOK,
    REMOVE_WEBHOOK,
    LIST_WEBHOOKS,
    RENEW_WEBHOOK_SECRET,
    REPLAY_WEBHOOK,
    LIST_DEAD_LETTERS,
    REPLAY_DEAD_LETTER,
)
EVENTS = (WebhookFailing, WebhookRecovered, WebhookStopped, EventDeadLettered)
REFUSALS = (WebhookNotFound, DeadLetterNotFound, TooManyWebhooks, LetterNotDead, AddressRefused)
