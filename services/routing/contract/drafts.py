"""Messages about changes of the catalogue: drafts, dry runs, approvals; and about the rules in use."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text
from services.routing.contract.catalogue import KEY
from services.routing.contract.entries import FORMS

STATES = ("draft", "approved", "active", "rejected", "withdrawn")
MOST_ENTRIES = 2000
MOST_RUN_DRY = 10_000
DRAFT_ID = {"most": 36, "least": 1, "required": True}


class EntryWish(Message):
    """What an entry shall say; null takes it out of use."""

    kind = fields.String(required=True, validate=validate.OneOf(tuple(FORMS)))
    code = Code(required=True)
    entry = fields.Dict(required=True, allow_none=True)


class DraftWish(Message):
    """Entries that change together; without an instant they hold as soon as all have agreed."""

    title = Text(most=200, least=1, required=True)
    effective_at = Instant(load_default=None, allow_none=True)
    entries = fields.List(fields.Nested(EntryWish), required=True, validate=validate.Length(1, MOST_ENTRIES))
    idempotency_key = Text(**KEY)


class OneDraft(Message):
    """A draft by its id."""

    id = Text(**DRAFT_ID)


class DraftChange(DraftWish):
    """The same draft, said anew; who had agreed must agree again."""

    id = Text(**DRAFT_ID)


class DraftsWanted(Message):
    """Drafts, the newest first."""

    state = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(STATES))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class DryRunWish(OneDraft):
    """Decide the last so many requests once more."""

    last = fields.Integer(load_default=1000, validate=validate.Range(min=1, max=MOST_RUN_DRY))


class Approval(OneDraft):
    """A department agrees, or, without one, 311."""

    department = Code(load_default=None, allow_none=True)
    idempotency_key = Text(**KEY)


class Rejection(Approval):
    """A department or 311 does not want it, and why."""

    reason = Text(most=1000, least=1, required=True)


class Withdrawal(OneDraft):
    """Who made it takes it back."""

    idempotency_key = Text(**KEY)


class RuleFault(Answer):
    """What is wrong with which rule or service type; errors keep a draft from being approved, warnings do not."""

    kind = fields.String(required=True)
    severity = fields.String(required=True)
    code = fields.String(required=True)
    services = fields.List(fields.String(), required=True)
    others = fields.List(fields.String(), required=True)
    detail = fields.String(required=True)


class Decided(Answer):
    """Who answers by the rules: kind is department, agency or triage."""

    kind = fields.String(required=True)
    code = fields.String(required=True, allow_none=True)
    rule = fields.String(allow_none=True)
    rule_version = fields.Integer(allow_none=True)


class Move(Answer):
    """So many requests would have gone from one to the other."""

    source = fields.Nested(Decided, required=True, data_key="from", attribute="from")
    to = fields.Nested(Decided, required=True)
    count = fields.Integer(required=True)


class Difference(Answer):
    """A request for which the rules would name somebody else; recorded is what came of it when it was opened."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    before = fields.Nested(Decided, required=True)
    after = fields.Nested(Decided, required=True)
    recorded = fields.Nested(Decided, required=True)


class DryRun(Answer):
    """What a draft would have made of the last requests; the first 250 differences, the moves of all."""

    edition = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    at = Instant(required=True)
    looked_at = fields.Integer(required=True)
    different = fields.Integer(required=True)
    moves = fields.List(fields.Nested(Move), required=True)
    items = fields.List(fields.Nested(Difference), required=True)


class DraftStep(Answer):
    """What was done with a draft."""

    at = Instant(required=True)
    step = fields.String(required=True)
    by = fields.String(required=True)
    department = fields.String(allow_none=True)
    text = fields.String(allow_none=True)


class DraftLine(Answer):
    """A draft in a list; approvals are by department, and "311"; each change of its entries is an edition."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    edition = fields.Integer(required=True)
    effective_at = Instant(allow_none=True)
    departments = fields.List(fields.String(), required=True)
    approvals = fields.Dict(required=True)
    entries_count = fields.Integer(required=True)
    made_by = fields.String(required=True)
    made_at = Instant(required=True)
    activated_at = Instant(allow_none=True)


class DraftView(DraftLine):
    """A draft with what it says, what is wrong with it, its last dry run and its history."""

    entries = fields.List(fields.Dict(), required=True)
    faults = fields.List(fields.Nested(RuleFault), required=True)
    history = fields.List(fields.Nested(DraftStep), required=True)
    dry_run = fields.Nested(DryRun, allow_none=True)


class DraftPage(Answer):
    """A page of drafts."""

    items = fields.List(fields.Nested(DraftLine), required=True)
    next = fields.String(required=True, allow_none=True)
