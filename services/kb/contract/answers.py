"""Messages of search: a caller's words in, one ranking out."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Degrees, Instant, Message, Text


class Language(Text):
    """A language by its BCP 47 tag, of which only the language itself counts: es-MX is es."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=35, least=2, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).split("-")[0].lower()


class Near(Message):
    """A request that may name a point; both coordinates or none."""

    lat = Degrees(90, load_default=None, allow_none=True)
    long = Degrees(180, load_default=None, allow_none=True)

    @validates_schema
    def point_is_whole(self, data: dict, **kwargs: object) -> None:
        """Half a point is none."""
        if (data.get("lat") is None) != (data.get("long") is None):
            raise ValidationError("Give both lat and long, or none of them.", "long")


class Question(Near):
    """What somebody asks, in any language; `language` is that of the page or the caller, when known."""

    q = Text(most=4000, required=True)
    language = Language(load_default=None, allow_none=True)
    at = Instant(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=10, validate=validate.Range(min=1, max=50))


class Opening(Answer):
    """Whether something is open; null where its hours are not known."""

    open = fields.Boolean(allow_none=True)
    closes_at = Instant(allow_none=True)
    opens_at = Instant(allow_none=True)
    hours_text = fields.String(allow_none=True)


class FoundFacility(Opening):
    """Where a found facility is, how far away in metres, and whether it is open."""

    kind = fields.String(required=True)
    address = fields.String(allow_none=True)
    lat = fields.Float(required=True)
    long = fields.Float(required=True)
    distance_metres = fields.Integer(allow_none=True)


class FoundAnswer(Answer):
    """One answer: score falls from 1 to 0; `fallback` marks a text in another language than the question's."""

    kind = fields.String(required=True, validate=validate.OneOf(("article", "agency", "service", "facility")))
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    snippet = fields.String(required=True)
    score = fields.Float(required=True)
    phone = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    service_code = fields.String(allow_none=True)
    language = fields.String(required=True)
    fallback = fields.Boolean(required=True)
    outdated = fields.Boolean(required=True)
    facility = fields.Nested(FoundFacility, allow_none=True)


class FoundAnswers(Answer):
    """The answers, best first, and the language that the question was taken to be in.

    Where `sure` is false, what was found is a guess and the question counts as one without an answer.
    """

    items = fields.List(fields.Nested(FoundAnswer), required=True)
    sure = fields.Boolean(required=True)
    language = fields.String(required=True)
