"""Fields whose values geo has built itself: described in full, passed on as they are."""

from typing import Any

from marshmallow import fields

# A batch of 50 places in ten layers has 500 small objects: checking each of them again, once when written and
# once when read, would cost five times what looking them up costs. Tests hold the values to their schemas.


class AsBuilt(fields.Field):
    """Passes values on unread, in both directions."""

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return value

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return value


class Built(AsBuilt, fields.Nested):  # type: ignore[misc]
    """An object of the given schema."""


class BuiltByKind(AsBuilt, fields.Dict):
    """Objects of one schema, or null, by kind of layer."""

    def __init__(self, schema: Any, **options: Any) -> None:
        super().__init__(fields.String(), fields.Nested(schema, allow_none=True), **options)


class BuiltList(AsBuilt, fields.List):
    """A list of objects of one schema."""

    def __init__(self, schema: Any, **options: Any) -> None:
        super().__init__(fields.Nested(schema), **options)
