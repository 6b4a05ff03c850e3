"""Cases of an operation: as its description allows, as it forbids, and as its examples say."""

import copy
import random
from datetime import timedelta
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode, SerializationContext

from services.common import clock
from tests.fuzz.live import Live

MODES = {"allowed": GenerationMode.POSITIVE, "forbidden": GenerationMode.NEGATIVE}
# One pixel, a picture that every reader takes.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
AHEAD = ("promised_by", "active_at", "effective_at", "expires_at", "until")  # an example's instant is past one day
CONFIG = {
    "generation": {"with-security-parameters": False, "allow-x00": False},
    "phases": {"fuzzing": {"extra-data-sources": {"responses": False}}},
}


@schemathesis.serializer("application/x-ndjson", "text/csv")
def as_lines(context: SerializationContext, value: Any) -> bytes:
    """Send text as it is."""
    return str(value).encode("utf-8", "replace")


def generate(operation: Any, mode: str, most: int, start: int) -> list[Case]:
    """Return up to so many cases; an operation without parameters has no forbidden ones."""
    made: list[Case] = []
    quiet = settings(
        max_examples=most, phases=[Phase.generate], database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    @seed(start)
    @quiet
    @given(case=operation.as_strategy(generation_mode=MODES[mode]))
    def keep(case: Case) -> None:
        made.append(case)

    try:
        keep()
    except Exception as error:
        if "Unsatisfiable" not in type(error).__name__ and "cannot" not in str(error).lower():
            raise
    return made


class Example:
    """The case that the description itself shows, with things that are really there."""

    def __init__(self, operation: Any, live: Live, chance: random.Random) -> None:
        self.operation, self.live, self.chance = operation, live, chance
        raw = operation.definition.raw
        self.parameters = raw.get("parameters", [])
        self.content = raw.get("requestBody", {}).get("content", {})
        self.department = ""

    def case(self, department: str = "") -> Case:
        """Make one for a caller of a department: what is required, each other parameter or member now and then."""
        self.department = department
        made = self.operation.Case(
            path_parameters=self._values("path"), query=self._values("query"), headers=self._values("header")
        )
        if self.content:
            media, said = self.chance.choice(list(self.content.items()))
            made.media_type = media
            made.body = {"file": PICTURE} if "multipart" in media else self._body(said)
        return made

    def _values(self, place: str) -> dict[str, Any]:
        found = {p["name"]: p.get("example") for p in self.parameters if p["in"] == place and self._wanted(p)}
        if place == "query":
            found = {name: _text(self._live(name, value)) for name, value in found.items()}
        return {name: value for name, value in found.items() if value is not None}

    def _wanted(self, parameter: dict[str, Any]) -> bool:
        if parameter["name"] in ("Idempotency-Key", "cursor", "after"):
            return False
        return bool(parameter.get("required")) or self.chance.random() < 0.8

    def _body(self, said: dict[str, Any]) -> Any:
        example = copy.deepcopy(said.get("example"))
        if not isinstance(example, dict):
            return {} if example is None else example
        needed = self._required(said["schema"])
        kept = {n: v for n, v in example.items() if n in needed or self.chance.random() < 0.9}
        return {name: self._live(name, value) for name, value in kept.items()}

    def _required(self, schema: dict[str, Any]) -> list[str]:
        name = schema.get("$ref", "").rpartition("/")[2]
        found = self.operation.schema.raw_schema["components"]["schemas"].get(name, schema)
        return found.get("required", [])

    def _live(self, name: str, value: Any) -> Any:
        """Something that is there in the place of the example's value, mostly."""
        if isinstance(value, dict):
            return {inner: self._live(inner, said) for inner, said in value.items()}
        if isinstance(value, list):
            return [self._live(name, said) for said in value]
        if name == "position":
            return 1  # of a feed that has just begun
        if name in AHEAD and isinstance(value, str):
            return clock.instant_text(clock.now() + timedelta(days=2))
        if isinstance(value, str) or value is None:
            return (self.live.named(name, self.department) if self.chance.random() < 0.9 else None) or value
        return value


def _text(value: Any) -> Any:
    """A value of a query as it is written."""
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else value
