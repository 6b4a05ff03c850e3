"""Fields whose values geo has built itself: described in full, passed on as they are."""

from typing import Any

from marshmallow import fields

# A batch of 50 places in ten layers has 500 small objects: checking each of them again, once when written and
# once when read, would cost five times what looking them up costs. Tests hold the values to their schemas.


class Built(fields.Nested):
    """An object of the given schema."""

    def _serialize(self, nested_obj: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return nested_obj

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return value


class BuiltByKind(fields.Dict):
    """Objects of one schema, or null, by kind of layer."""

    def __init__(self, schema: Any, **options: Any) -> None:
        super().__init__(fields.String(), fields.Nested(schema, allow_none=True), **options)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return value


class BuiltList(fields.List):
    """A list of objects of one schema."""

    def __init__(self, schema: Any, **options: Any) -> None:
        super().__init__(fields.Nested(schema), **options)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return value
