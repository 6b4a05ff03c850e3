"""Many places in one call: what routing asks on its way, and what it keeps of each place."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from services.common.contract import Answer, Degrees, Message, Text
from services.geo.contract.built import BuiltByKind, BuiltList
from services.geo.contract.layers import VersionChoice
from services.geo.contract.places import JurisdictionAnswer, PositionAnswer, RoadCandidate

MOST_PLACES = 500


class BatchPlace(Message):
    """One place of a batch; address_id counts before the point, the point before the address."""

    id = Text(most=64, least=1, required=True)
    lat = Degrees(most=90, allow_none=True)
    long = Degrees(most=180, allow_none=True)
    address = Text(most=250, allow_none=True)
    address_id = Text(most=128, allow_none=True)


class BatchPlaces(ma.fields.List):
    """Places of a batch: a quick look accepts what is plainly right, the schema judges the rest."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ma.fields.Nested(BatchPlace), **options)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, list) and all(map(is_plain_point, value)):
            return value
        return super()._deserialize(value, attr, data, **kwargs)


def is_plain_point(place: Any) -> bool:
    """Whether this is an id and a point and nothing else; NaN is in no range."""
    if not isinstance(place, dict) or place.keys() != {"id", "lat", "long"}:
        return False
    code, lat, long = place["id"], place["lat"], place["long"]
    floats = type(lat) is float and type(long) is float and -90 <= lat <= 90 and -180 <= long <= 180
    return floats and isinstance(code, str) and code.isascii() and code.isprintable() and 0 < len(code) <= 64


class PlacesWish(Message):
    """Up to 500 places; `versions` stand in for those that hold, drafts too: what would be answered then."""

    places = BatchPlaces(required=True, validate=validate.Length(max=MOST_PLACES))
    versions = ma.fields.List(ma.fields.Nested(VersionChoice), validate=validate.Length(max=50))


class BriefLayer(Answer):
    """What is kept of a layer with a request."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)


class BriefRoad(RoadCandidate):
    """The road of a place; several owners where the place may lie on either road of a crossing."""

    owners = ma.fields.List(ma.fields.String(), required=True)


class LocatedPlace(Answer):
    """One place of a batch; position and jurisdiction are null where nobody can say where it is."""

    id = ma.fields.String(required=True)
    position = ma.fields.Nested(PositionAnswer, required=True, allow_none=True)
    jurisdiction = ma.fields.Nested(JurisdictionAnswer, required=True, allow_none=True)
    layers = BuiltByKind(BriefLayer, required=True)
    road = ma.fields.Nested(BriefRoad, required=True, allow_none=True)


class PlacesAnswer(Answer):
    """The places in the order in which they were given, all from one set of layer versions."""

    places = BuiltList(LocatedPlace, required=True)
