"""The pieces contracts are made of: messages, fields, calls and events, as plain data on marshmallow."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from services.common.clock import instant_text
from services.common.errors import InvalidInput

# What is found in words before everybody reads them (services.common.redaction), by kind.
PERSONAL_DATA = ("email", "card", "identity_number", "phone", "plate", "address", "name")


class Plain(Schema):
    """What is read member by member: `items`, `keys` and `values` of a dict are members here and never its methods."""

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Return a member; a dict that has it not has nothing of this name."""
        if isinstance(obj, Mapping):
            return obj.get(attr, default)
        return super().get_attribute(obj, attr, default)


class Message(Plain):
    """What a caller sends: members that the schema does not know are refused."""

    class Meta:
        unknown = RAISE


class Answer(Plain):
    """What a service returns: a reader ignores members that it does not know."""

    class Meta:
        unknown = EXCLUDE


class EventData(Answer):
    """Data of an event; the subclass's docstring says what has become true."""

    drill = fields.Boolean(load_default=False)

    @classmethod
    def event_name(cls) -> str:
        """The class name in snake case, past tense: RequestOpened → request_opened."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class ErasureConfirmed(EventData):
    """This service has erased a person: rows that it emptied, by table, and how many still hold something."""

    erasure = fields.String(required=True)
    emptied = fields.Dict(required=True)
    remaining = fields.Integer(required=True)


class Nothing(Message):
    """A message without members."""


_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def _clean(text: str) -> None:
    if _NO_TEXT.search(text):
        raise ValidationError("NUL characters and lone surrogates are not text.")


class Text(fields.String):
    """Text of at most `most` characters without NUL and lone surrogates."""

    def __init__(self, most: int = 4000, least: int = 0, **options: Any) -> None:
        checks = [validate.Length(min=least, max=most), _clean, *options.pop("validate", [])]
        super().__init__(validate=checks, **options)


class Code(Text):
    """A code as it stands in routing keys and addresses: small letters, digits and dashes."""

    def __init__(self, **options: Any) -> None:
        pattern = validate.Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", error="Not a code (small letters, digits, dashes).")
        super().__init__(most=64, least=1, validate=[pattern], **options)


class Instant(fields.Field):
    """An aware datetime; ISO 8601 in, UTC out. A time without a zone is refused."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return instant_text(value if value.tzinfo else value.replace(tzinfo=UTC))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            instant = datetime.fromisoformat(value)
            if instant.tzinfo is None:
                raise ValidationError("A time needs a zone: end it with Z or an offset.")
            return instant.astimezone(UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError("Not a time in ISO 8601, such as 2026-11-20T15:00:00Z.") from error


class Degrees(fields.Float):
    """A coordinate in degrees, WGS84; whole text, infinities and NaN are refused."""

    def __init__(self, most: float, **options: Any) -> None:
        super().__init__(validate=validate.Range(min=-most, max=most), **options)

    def _validated(self, value: Any) -> float:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not -360 <= value <= 360:
            raise ValidationError("Not a number of degrees.")
        return super()._validated(value)


@dataclass(frozen=True)
class Call:
    """One RPC method of a service: its messages, its deadline and whether it may use the emergency door."""

    name: str
    request: type[Schema]
    answer: type[Schema]
    writes: bool = False
    deadline_seconds: float = 2.0
    door: bool = False


def load(schema: type[Schema], values: Any) -> dict[str, Any]:
    """Check values against a schema; InvalidInput with one JSON pointer per fault."""
    try:
        return _instance(schema).load(values)
    except ValidationError as error:
        raise InvalidInput(errors=list(pointers(error.messages))) from error


def dump(schema: type[Schema], values: Any) -> Any:
    """Write values in the form of a schema."""
    return _instance(schema).dump(values)


_instances: dict[type[Schema], Schema] = {}


def _instance(schema: type[Schema]) -> Schema:
    if schema not in _instances:
        _instances[schema] = schema()
    return _instances[schema]


def pointers(messages: Any, pointer: str = "") -> Any:
    """Yield {"pointer", "detail"} for each fault in marshmallow's tree of messages (RFC 6901 pointers)."""
    if isinstance(messages, dict):
        for member, inner in messages.items():
            step = "" if member == "_schema" else "/" + str(member).replace("~", "~0").replace("/", "~1")
            yield from pointers(inner, pointer + step)
    else:
        for text in messages if isinstance(messages, list) else [messages]:
            yield {"pointer": pointer or "/", "detail": str(text)}
