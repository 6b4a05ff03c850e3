"""Maps of a place: what may be asked of them."""

import marshmallow as ma
from marshmallow import validate

from services.common.contract import Answer, Text
from services.common.errors import NotFound
from services.geo.contract.places import Metres, NamedPlace


class PlaceNotFound(NotFound):
    """Nobody can say where this is: no such address, crossing, ZIP or name is known."""


class MapWish(NamedPlace):
    """A map of one place with the borders of the named layers; its size in pixels, its width in metres."""

    layers = ma.fields.List(Text(most=40, least=1), validate=validate.Length(max=12))
    width_metres = Metres(validate=validate.Range(50, 200_000))
    width = ma.fields.Integer(strict=True, load_default=640, validate=validate.Range(160, 1600))
    height = ma.fields.Integer(strict=True, load_default=420, validate=validate.Range(120, 1600))


class MapAnswer(Answer):
    """The map as SVG, without anything that is fetched from elsewhere."""

    svg = ma.fields.String(required=True)
