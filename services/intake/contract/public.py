"""What everybody may read of requests without a PIN: types that are not private, and nobody's name."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Degrees, Instant, Message, Text

MOST_METRES = 100_000
DEEPEST = 1_000_000
SUB_STATES = (
    "open", "scheduled", "in_progress", "on_hold", "referred", "fixed", "no_further_action", "unable_to_fix",
    "duplicate", "closed",
)  # fmt: skip


class Circle(Message):
    """Everything within `metres` of a point."""

    lat = Degrees(90, required=True)
    long = Degrees(180, required=True)
    metres = fields.Float(required=True, validate=validate.Range(min=0, max=MOST_METRES))


class Box(Message):
    """Everything between two corners."""

    west = Degrees(180, required=True)
    south = Degrees(90, required=True)
    east = Degrees(180, required=True)
    north = Degrees(90, required=True)


class Scope(Message):
    """Which requests at all: of a jurisdiction (none: the county's own), real ones or drills."""

    jurisdiction_id = Text(most=64, load_default=None, allow_none=True)
    drill = fields.Boolean(load_default=False)


class PublicSearch(Scope):
    """Filters, newest first; `numbers` or `token` stand for all other filters. A filter that knows nothing finds none.

    Sorted by the time of the request, or of its last change when only that is asked for. At most 250 a page;
    `skip` leaves out the first ones, `cursor` goes on after a page.
    """

    numbers = fields.List(Text(most=32), load_default=None, allow_none=True, validate=validate.Length(max=250))
    token = Text(most=64, load_default=None, allow_none=True)
    services = fields.List(Text(most=64), load_default=None, allow_none=True, validate=validate.Length(max=250))
    status = fields.List(Text(most=32), load_default=None, allow_none=True, validate=validate.Length(max=20))
    since = Instant(load_default=None, allow_none=True)
    until = Instant(load_default=None, allow_none=True)
    updated_since = Instant(load_default=None, allow_none=True)
    updated_until = Instant(load_default=None, allow_none=True)
    near = fields.Nested(Circle, load_default=None, allow_none=True)
    box = fields.Nested(Box, load_default=None, allow_none=True)
    q = Text(most=200, load_default=None, allow_none=True)
    details = fields.Boolean(load_default=False)
    skip = fields.Integer(load_default=0, validate=validate.Range(min=0, max=DEEPEST))
    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=250))
    cursor = Text(most=200, load_default=None, allow_none=True)

    @validates_schema
    def one_way_on(self, data: dict, **kwargs: object) -> None:
        """A cursor knows already what was left out."""
        if data.get("cursor") and data.get("skip"):
            raise ValidationError("Go on with a cursor or with skip, not both.", "skip")


class PublicAnswer(Answer):
    """An answer to a question of the service type; values by key and name."""

    code = fields.String(required=True)
    label = fields.String()
    values = fields.List(fields.Dict())


class PublicStep(Answer):
    """A step of the request's life."""

    at = Instant()
    state = fields.String()
    text = fields.String(allow_none=True)


class PublicDetails(Answer):
    """What is shown when details are asked for."""

    channel = fields.String()
    area = fields.String(allow_none=True)
    council_district = fields.String(allow_none=True)
    duplicate_of = fields.String(allow_none=True)
    answers = fields.List(fields.Nested(PublicAnswer))
    steps = fields.List(fields.Nested(PublicStep))


class PublicRequest(Answer):
    """A request as everybody may read it; telephone numbers and e-mail addresses in its text are blotted out."""

    number = fields.String(required=True)
    status = fields.String(required=True)
    status_notes = fields.String(allow_none=True)
    service_code = fields.String(required=True)
    service_name = fields.String(required=True)
    description = fields.String()
    department_name = fields.String(allow_none=True)
    requested_at = Instant(required=True)
    updated_at = Instant(required=True)
    promised_by = Instant(allow_none=True)
    address = fields.String(allow_none=True)
    address_id = fields.String(allow_none=True)
    zip = fields.String(allow_none=True)
    lat = fields.Float(allow_none=True)
    long = fields.Float(allow_none=True)
    media = fields.List(fields.String())
    photos = fields.List(fields.String())
    details = fields.Nested(PublicDetails, allow_none=True)


class PublicPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(PublicRequest), required=True)
    next = fields.String(allow_none=True)


class ListingWanted(PublicSearch):
    """A whole listing: as many requests as its pages show together."""

    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=1000))


class ListingMark(Answer):
    """What a listing is recognised by, and when the last request in it was changed; null when it is empty."""

    mark = fields.String(required=True)
    updated_at = Instant(required=True, allow_none=True)


class UpdatesWanted(Scope):
    """Steps of requests in a span of time, newest first; at most 250 a page."""

    numbers = fields.List(Text(most=32), load_default=None, allow_none=True, validate=validate.Length(max=250))
    since = Instant(load_default=None, allow_none=True)
    until = Instant(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=250))
    cursor = Text(most=200, load_default=None, allow_none=True)


class UpdateView(Answer):
    """A step: the state is one of SUB_STATES."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(SUB_STATES))
    at = Instant(required=True)
    text = fields.String(allow_none=True)


class UpdatePage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(UpdateView), required=True)
    next = fields.String(allow_none=True)
