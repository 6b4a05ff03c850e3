"""Holds a value to all that its schema says, also where the contract is tolerant or passes it on unread."""

from typing import Any

from marshmallow import Schema, fields


def hold(schema: Schema, value: dict[str, Any], at: str = "") -> None:
    """Fail, naming the member, unless a value has the schema's members and no others."""
    members = {field.data_key or name: field for name, field in schema.fields.items()}
    unknown = set(value) - set(members)
    assert not unknown, f"{at}: the contract does not know {sorted(unknown)}"
    for name, field in members.items():
        assert name in value or not field.required, f"{at}/{name} is missing"
        if name in value:
            _hold_member(field, value[name], f"{at}/{name}")


def _hold_member(field: Any, value: Any, at: str) -> None:
    if value is None:
        assert field.allow_none, f"{at} is null"
    elif isinstance(field, fields.Nested):
        for inner in value if field.many else [value]:
            hold(field.schema, inner, at)
    elif isinstance(field, fields.List):
        for position, inner in enumerate(value):
            _hold_member(field.inner, inner, f"{at}/{position}")
    elif isinstance(field, fields.Dict) and field.value_field:
        for key, inner in value.items():
            _hold_member(field.value_field, inner, f"{at}/{key}")
    else:
        field.deserialize(value)
