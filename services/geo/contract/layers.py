"""Layers and their versions, single features, and the event that says that versions become active."""

from typing import Any

from marshmallow import fields, validate

from services.common.contract import Answer, EventData, Instant, Message, Text
from services.common.errors import Conflict, InvalidInput, NotFound

MOST_LAYERS = 250
KEY: dict[str, Any] = {"most": 200, "least": 1, "load_default": None, "allow_none": True}
STATES = ("draft", "scheduled", "active", "superseded")


class FeatureNotFound(NotFound):
    """No such feature in a layer that is active."""


class VersionNotFound(NotFound):
    """There is no such version of this layer."""


class NothingBefore(Conflict):
    """No other version has held before: there is nothing to go back to."""


class HeldAlready(Conflict):
    """This version holds already, or will without another in between."""


class TooSoon(InvalidInput):
    """Not every process could meet this instant."""


class LayersWish(Message):
    """Layers of a jurisdiction or a kind, in one state; the newest version first."""

    jurisdiction_id = Text(most=40)
    kind = Text(most=40)
    state = fields.String(validate=validate.OneOf(STATES))
    limit = fields.Integer(strict=True, load_default=MOST_LAYERS, validate=validate.Range(1, MOST_LAYERS))
    cursor = Text(most=20, allow_none=True, load_default=None, validate=[validate.Regexp(r"^[0-9]{1,18}$")])


class LayerReport(Answer):
    """What was found and mended while the layer was read."""

    vertices = fields.Integer(required=True)
    repaired = fields.Integer(required=True)  # polygons that crossed themselves
    flattened = fields.Integer(required=True)  # features whose heights were left out
    merged = fields.Integer()  # codes whose several parts became one area
    left_out = fields.Integer()  # rows without a shape or, of roads and addresses, without a name
    first_repaired = fields.List(fields.String(), required=True)
    warnings = fields.List(fields.String())  # gaps, overlaps, parts outside the county, great changes
    crs = fields.String(allow_none=True)  # the coordinate system in which it came
    origin = fields.String(allow_none=True)  # its file or URL


class LayerVersionAnswer(Answer):
    """One version of a layer; active_at is null for a draft."""

    jurisdiction_id = fields.String(required=True)
    kind = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    active_at = Instant(required=True, allow_none=True)
    valid_from = fields.String(required=True, allow_none=True)
    source = fields.String(required=True)
    licence = fields.String(required=True)
    features = fields.Integer(required=True)
    loaded_at = Instant(required=True)
    report = fields.Nested(LayerReport, required=True)


class LayerList(Answer):
    """A page of layer versions."""

    items = fields.List(fields.Nested(LayerVersionAnswer), required=True)
    next = fields.String(required=True, allow_none=True)


class LayerChoice(Message):
    """A layer of a jurisdiction."""

    kind = Text(most=40, least=1, required=True)
    jurisdiction_id = Text(most=40, least=1, required=True)


class VersionChoice(LayerChoice):
    """One version of a layer."""

    version = fields.Integer(required=True, validate=validate.Range(1, 1_000_000))


class ActivationWish(VersionChoice):
    """A version that shall hold, from `active_at` on; without it from the first instant that every replica can meet."""

    active_at = Instant(load_default=None, allow_none=True)
    idempotency_key = Text(**KEY)


class RollbackWish(LayerChoice):
    """The version that held before shall hold again; one that is only scheduled never will."""

    idempotency_key = Text(**KEY)


class FeatureWish(Message):
    """One feature of an active layer; without jurisdiction_id the first that has the layer."""

    kind = Text(most=40, least=1, required=True)
    code = Text(most=64, least=1, required=True)
    jurisdiction_id = Text(most=40)


class FeatureAnswer(Answer):
    """A GeoJSON feature; simplified_metres says how far its border may differ from the stored one (0: not at all)."""

    type = fields.String(required=True)
    geometry = fields.Dict(required=True)
    properties = fields.Dict(required=True)


class ActivatedLayer(Answer):
    """One layer version that becomes active."""

    kind = fields.String(required=True)
    version = fields.Integer(required=True)
    valid_from = fields.String(required=True, allow_none=True)


class LayersActivated(EventData):
    """These versions are the jurisdiction's layers from active_at on, in every replica at the same instant."""

    jurisdiction_id = fields.String(required=True)
    active_at = Instant(required=True)
    layers = fields.List(fields.Nested(ActivatedLayer), required=True)
