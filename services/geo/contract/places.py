"""Whose place is this: what is asked about one place or many, and what is answered."""

import math
from typing import Any

import marshmallow as ma
from marshmallow import ValidationError, validate, validates_schema

from services.common.contract import Answer, Degrees, Message, Text
from services.geo.contract.addresses import AddressCandidate
from services.geo.contract.built import Built, BuiltByKind, BuiltList

ZIP = validate.Regexp(r"^\d{5}(-\d{4})?$", error="Not a ZIP code: five digits.")
WAYS = ("lat", "address", "address_id", "zip", "q")  # one of them says which place is meant


class Metres(ma.fields.Float):
    """A length in metres, a finite number."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValidationError("Not a number of metres.")
        return super()._validated(value)


class NamedPlace(Message):
    """One place: a point, an address, an address_id, a ZIP or plain text (q). An address may go with a point."""

    lat = Degrees(most=90)
    long = Degrees(most=180)
    address = Text(most=250, least=1)
    address_id = Text(most=128, least=1)
    zip = Text(most=10, validate=[ZIP])
    q = Text(most=250, least=1)
    certainty_metres = Metres(validate=validate.Range(0, 20_000))

    @validates_schema(skip_on_field_errors=False)
    def one_place(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse half a point, no place and two places."""
        if ("lat" in data) != ("long" in data):
            raise ValidationError("A point has lat and long.", "long" if "lat" in data else "lat")
        given = [way for way in WAYS if way in data]
        if not given:
            raise ValidationError("Say which place: lat and long, address, address_id, zip or q.")
        if len(given) > 1 and not set(given) <= {"lat", "address", "address_id"}:
            raise ValidationError("This is one place too many.", given[-1])


class PlaceWish(NamedPlace):
    """One place: a point, an address, an address_id, a ZIP or plain text (q). An address may go with a point."""

    border = ma.fields.String(validate=validate.OneOf(("near", "exact")))
    fields = ma.fields.String(validate=validate.OneOf(("all", "codes")))  # type: ignore[assignment]


class PositionAnswer(Answer):
    """Where the place was taken to be. Methods: point, address_id, address, address_typo, address_range,
    nearest_number, street, intersection, intersection_typo, landmark, outside, zip, area."""

    lat = ma.fields.Float(required=True)
    long = ma.fields.Float(required=True)
    method = ma.fields.String(required=True)
    certainty_metres = ma.fields.Float(required=True)


class NearestCounty(Answer):
    """The county that is nearest to a place that lies in none."""

    kind = ma.fields.String(required=True)
    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    metres = ma.fields.Float(required=True)


class JurisdictionAnswer(Answer):
    """Whose layers answer; nearest is null inside."""

    id = ma.fields.String(required=True, allow_none=True)
    inside = ma.fields.Boolean(required=True)
    nearest = ma.fields.Nested(NearestCounty, allow_none=True)


class AreaCandidate(Answer):
    """An area in which the place may lie: metres to it for a point, share (0 to 1) for a ZIP or a named area."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    metres = ma.fields.Float()
    share = ma.fields.Float()


class LayerAnswer(Answer):
    """The area of one layer that holds the place, code null where a ZIP lies in several; codes only on demand."""

    code = ma.fields.String(required=True, allow_none=True)
    name = ma.fields.String(allow_none=True)
    version = ma.fields.Integer()
    valid_from = ma.fields.String(allow_none=True)
    border_metres = ma.fields.Float(allow_none=True)  # exact up to 100 m, null beyond
    candidates = ma.fields.List(ma.fields.Nested(AreaCandidate))


class RoadCandidate(Answer):
    """A road on which the place may lie."""

    street = ma.fields.String(required=True)
    route_number = ma.fields.String(required=True, allow_none=True)
    route_type = ma.fields.String(required=True, allow_none=True)
    owner = ma.fields.String(required=True)
    metres = ma.fields.Float(required=True)


class RoadAnswer(RoadCandidate):
    """The road on which the place lies, on which side of its line, and all on which it may lie."""

    side = ma.fields.String(allow_none=True)
    zip = ma.fields.String(allow_none=True)
    candidates = ma.fields.List(ma.fields.Nested(RoadCandidate), required=True)


class Option(Answer):
    """One answer to a question; of a road, code is the owner."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class Question(Answer):
    """The one question that settles most; about is a kind of layer, road or address."""

    about = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    options = ma.fields.List(ma.fields.Nested(Option), required=True)


class NearestAddress(Answer):
    """The known address by which people recognise a point."""

    address_id = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    metres = ma.fields.Float(required=True)


class PlaceAnswer(Answer):
    """One place from one set of layer versions; every loaded kind has its key. Position null: nobody can say."""

    position = Built(PositionAnswer, required=True, allow_none=True)
    jurisdiction = Built(JurisdictionAnswer, required=True)
    layers = BuiltByKind(LayerAnswer, required=True)
    road = Built(RoadAnswer, required=True, allow_none=True)
    address = Built(NearestAddress, required=True, allow_none=True)  # only for a point, within 150 m
    question = Built(Question, required=True, allow_none=True)
    candidates = BuiltList(AddressCandidate, required=True)
