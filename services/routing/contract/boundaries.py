"""What a change of boundaries does to open requests: listed before it holds, and after."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text

MOST_VERSIONS = 20


class ImpactWish(Message):
    """Layer versions of one jurisdiction as kind:version, drafts mostly; a page looks at so many open requests."""

    jurisdiction_id = Text(most=40, least=1, required=True)
    versions = fields.List(
        Text(most=50, validate=[validate.Regexp(r"^[a-z][a-z0-9_]{0,39}:[0-9]{1,6}$")]),
        required=True,
        validate=validate.Length(1, MOST_VERSIONS),
    )
    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=250))
    cursor = Text(most=16, load_default=None, allow_none=True)


class LayerChange(Answer):
    """In which area of a kind the request lies, before and after; null in none. Of a road: its owner."""

    kind = fields.String(required=True)
    before = fields.String(required=True, allow_none=True)
    after = fields.String(required=True, allow_none=True)


class Target(Answer):
    """Who answers by the rules: kind is department, agency or triage."""

    kind = fields.String(required=True)
    code = fields.String(required=True, allow_none=True)


class Change(Answer):
    """An open request of which a district or the answering department is another one; department has the work now."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    layers = fields.List(fields.Nested(LayerChange), required=True)
    department = fields.String(required=True, allow_none=True)
    before = fields.Nested(Target, required=True)
    after = fields.Nested(Target, required=True)
    moves = fields.Boolean(required=True)  # the rules name somebody else


class Impact(Answer):
    """Changes among the open requests that this page has looked at; a page may find none and not be the last."""

    items = fields.List(fields.Nested(Change), required=True)
    looked_at = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class ChangesWish(Message):
    """Differences found after layers became active, the newest first; of one activation, or only those that move."""

    activation = Text(most=36, load_default=None, allow_none=True)
    moves = fields.Boolean(load_default=False)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=20, load_default=None, allow_none=True, validate=[validate.Regexp(r"^[0-9]{1,18}$")])


class FoundChange(Change):
    """A difference, when it was found and after which activation."""

    activation = fields.String(required=True)
    at = Instant(required=True)


class FoundChanges(Answer):
    """A page of differences."""

    items = fields.List(fields.Nested(FoundChange), required=True)
    next = fields.String(required=True, allow_none=True)
