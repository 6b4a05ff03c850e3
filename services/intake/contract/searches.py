"""Messages about filters that are kept under a name, for oneself or shared."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Code, Instant, Message, Text
from services.intake.contract.requests import IDEMPOTENCY_KEY, Search

NOT_KEPT = ("saved", "limit", "cursor", "sort")


class Filters(Search):
    """What may be kept of a search: everything but the page."""

    class Meta(Message.Meta):
        exclude = NOT_KEPT


class NewSearch(Message):
    """Filters under a name; shared with a department, or with all who may list every request."""

    name = Text(most=120, least=1, required=True)
    filters = fields.Nested(Filters, required=True)
    shared = fields.Boolean(load_default=False)
    department = Code(load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)

    @validates_schema
    def says_something(self, data: dict, **kwargs: object) -> None:
        """Filters that leave nothing out are none; a department is one to share with."""
        if not any(data.get("filters", {}).values()):
            raise ValidationError("Name at least one filter.", "filters")
        if data.get("department") and not data.get("shared"):
            raise ValidationError("A department is named to share with it.", "department")


class SearchChange(NewSearch):
    """Filters that take the place of those that were kept under this id."""

    id = Text(most=36, required=True)


class OneSearch(Message):
    """Kept filters by their id."""

    id = Text(most=36, required=True)


class SearchesWanted(Message):
    """One's own filters and those shared with one, newest first."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class SearchView(Answer):
    """Filters as they are kept; `own` says whether they can be changed."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    filters = fields.Dict(required=True)
    shared = fields.Boolean(required=True)
    department = fields.String(allow_none=True)
    own = fields.Boolean(required=True)
    changed_at = Instant(required=True)


class SearchPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(SearchView), required=True)
    next = fields.String(allow_none=True)
