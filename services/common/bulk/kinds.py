"""What a service says of an action that can be done to many of its objects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.errors import Refusal


@dataclass(frozen=True)
class Looked:
    """An object as it is now: what the action depends on, whether somebody would be told, what is in the way."""

    subject: str
    seen: dict[str, Any] | None = None
    told: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Task:
    """An action with its parameters, by whom, with the rights that this person has now."""

    parameters: dict[str, Any]
    caller: Caller


@dataclass(frozen=True)
class Kind:
    """An action: `look` at many with few queries, `act` on one, `undo` it where it has an opposite.

    `act` returns what `undo` needs; both raise a Refusal for what cannot be done. Each runs in a transaction.
    """

    look: Callable[[Session, Sequence[str], Task], Sequence[Looked]]
    act: Callable[[Session, str, Task], dict[str, Any] | None]
    undo: Callable[[Session, str, dict[str, Any], Task], None] | None = field(default=None)


Kinds = Mapping[str, Kind]
