"""Messages about the rules in use, their versions, and the decisions that they made."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text
from services.routing.contract.drafts import RuleFault
from services.routing.contract.entries import FORMS


class RulesWanted(Message):
    """Rules in the order in which they are asked; of one service type, or those that name a department or agency."""

    service_code = Code(load_default=None, allow_none=True)
    target = Code(load_default=None, allow_none=True)


class RuleView(Answer):
    """A rule as it is in use."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    priority = fields.Integer(required=True)
    service = fields.List(fields.String(), required=True)
    when = fields.Dict(required=True)
    then = fields.Dict(required=True)
    because = fields.Raw(allow_none=True)


class RuleList(Answer):
    """The rules, and what is wrong with them."""

    items = fields.List(fields.Nested(RuleView), required=True)
    faults = fields.List(fields.Nested(RuleFault), required=True)
    revision = fields.Integer(required=True)


class VersionsWanted(Message):
    """The versions of an entry of the catalogue."""

    kind = fields.String(required=True, validate=validate.OneOf(tuple(FORMS)))
    code = Code(required=True)


class EntryVersionView(Answer):
    """What an entry said from an instant on."""

    version = fields.Integer(required=True)
    since = Instant(required=True)
    entry = fields.Dict(required=True)


class EntryVersions(Answer):
    """All versions of an entry, the newest first."""

    items = fields.List(fields.Nested(EntryVersionView), required=True)


class DecisionsWanted(Message):
    """The decisions on a request."""

    number = Text(most=16, least=1, required=True)


class DecisionView(Answer):
    """A decision: who answers, by which version of which rule, and everything that was compared.

    `trace` holds each rule that was asked with its version, what it wanted, what was found and what came of it, the
    versions of the layers, the revision of the catalogue and what nobody knew. `said` is the rule as it was then.
    """

    id = fields.String(required=True)
    at = Instant(required=True)
    kind = fields.String(required=True)
    code = fields.String(required=True, allow_none=True)
    rule = fields.String(required=True, allow_none=True)
    rule_version = fields.Integer(required=True, allow_none=True)
    said = fields.Dict(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    by = fields.String(required=True, allow_none=True)
    trace = fields.Dict(required=True)


class DecisionList(Answer):
    """The decisions on a request, the oldest first."""

    items = fields.List(fields.Nested(DecisionView), required=True)
