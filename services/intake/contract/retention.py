"""Messages about how long what is closed is kept."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Call, Code, Instant, Message
from services.intake.contract.privacy import One, PrivacyPage
from services.intake.contract.refusals import NoRetentionRules, RetentionRunning, RetentionRunNotFound
from services.intake.contract.requests import IDEMPOTENCY_KEY, Text

OBJECTS = ("request", "contact")
FORGOTTEN = ("contact_data", "everything")
LEAST_DAYS, MOST_DAYS = 30, 36500


class RetentionRuleWish(Message):
    """After how many days something of closed requests or contacts is forgotten; without `days` the rule is removed.

    `contact_data` is who asked; `everything` also what was said, where it was, and files; counts stay in any case.
    A rule of one service type goes before the one of all. With `daily` it is carried out by itself every day.
    """

    object = fields.String(required=True, validate=validate.OneOf(OBJECTS))
    forget = fields.String(required=True, validate=validate.OneOf(FORGOTTEN))
    service_code = Code(load_default=None, allow_none=True)
    days = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=LEAST_DAYS, max=MOST_DAYS)
    )
    daily = fields.Boolean(load_default=False)
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def only_requests_have_a_type(self, data: dict[str, Any], **kwargs: Any) -> None:
        """A contact is about several things."""
        if data.get("service_code") and data.get("object") != "request":
            raise ValidationError("Only requests have a service type.", "service_code")


class RetentionRule(Answer):
    """A rule as it stands, and who set it."""

    object = fields.String(required=True)
    forget = fields.String(required=True)
    service_code = fields.String(allow_none=True)
    days = fields.Integer(required=True)
    daily = fields.Boolean(required=True)
    by = fields.String(required=True)
    at = Instant(required=True)


class RetentionRules(Answer):
    """All rules; what has none is kept."""

    items = fields.List(fields.Nested(RetentionRule), required=True)


class RetentionRulesWanted(Message):
    """All of them."""


class RetentionWish(Message):
    """Carry out the rules; with `dry_run` only count what they would forget."""

    dry_run = fields.Boolean(required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class RetentionCount(Answer):
    """What a rule of a run found: `due` to be forgotten, `held` by a legal hold, and `done` so far."""

    object = fields.String(required=True)
    forget = fields.String(required=True)
    service_code = fields.String(allow_none=True)
    days = fields.Integer(required=True)
    due = fields.Integer(allow_none=True)
    held = fields.Integer(allow_none=True)
    done = fields.Integer(required=True)


class RetentionRun(Answer):
    """A run: state is `counting`, then `counted` for a dry one, or `running` until it is `done`."""

    id = fields.String(required=True)
    at = Instant(required=True)
    by = fields.String(required=True)
    dry_run = fields.Boolean(required=True)
    state = fields.String(required=True)
    finished_at = Instant(allow_none=True)
    rules = fields.List(fields.Nested(RetentionCount), required=True)


class RetentionRunPage(Answer):
    """Runs, newest first."""

    items = fields.List(fields.Nested(RetentionRun), required=True)
    next = fields.String(allow_none=True)


SET_RETENTION_RULE = Call("set_retention_rule", RetentionRuleWish, RetentionRules, writes=True)
LIST_RETENTION_RULES = Call("list_retention_rules", RetentionRulesWanted, RetentionRules)
START_RETENTION = Call("start_retention", RetentionWish, RetentionRun, writes=True)
READ_RETENTION = Call("read_retention", One, RetentionRun)
LIST_RETENTIONS = Call("list_retentions", PrivacyPage, RetentionRunPage)

RETENTION_CALLS = (SET_RETENTION_RULE, LIST_RETENTION_RULES, START_RETENTION, READ_RETENTION, LIST_RETENTIONS)
RETENTION_REFUSALS = (RetentionRunNotFound, RetentionRunning, NoRetentionRules)
