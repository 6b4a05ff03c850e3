"""Many places as lines of text: what the gateway streams to those who ask for thousands at once."""

import marshmallow as ma
from marshmallow import validate

from services.common.contract import Answer, Message, Text
from services.geo.contract.batches import MOST_PLACES, BatchPlaces

MOST_LINES = 10_000  # of one batch; the gateway asks for them piece by piece


class LinesWish(Message):
    """Up to 500 places, to be answered as lines; `columns` are those of the first piece of the same table."""

    places = BatchPlaces(required=True, validate=validate.Length(max=MOST_PLACES))
    fields = ma.fields.String(load_default="all", validate=validate.OneOf(("all", "codes")))  # type: ignore[assignment]
    form = ma.fields.String(load_default="json", validate=validate.OneOf(("json", "csv")))
    columns = ma.fields.List(Text(most=80), allow_none=True, load_default=None, validate=validate.Length(max=500))


class LinesAnswer(Answer):
    """A line for each place in the order given, each ended by a newline; `columns` is empty for JSON."""

    lines = ma.fields.String(required=True)
    columns = ma.fields.List(ma.fields.String(), required=True)


class CodesWish(Message):
    """Up to 500 places of which the code in one layer is asked."""

    places = BatchPlaces(required=True, validate=validate.Length(max=MOST_PLACES))
    kind = Text(most=40, least=1, required=True)


class CodesAnswer(Answer):
    """The codes in the order of the places, null where a place is in no area; `known`: whether the layer is loaded."""

    known = ma.fields.Boolean(required=True)
    codes = ma.fields.List(ma.fields.String(allow_none=True), required=True)
    names = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)  # by code
