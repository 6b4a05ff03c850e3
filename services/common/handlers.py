"""Handlers of events: how a service's method is marked, and how the marked ones are found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from services.common.envelope import Heard


@dataclass(frozen=True)
class Handler:
    """A method that hears events of some types of a source; `ask` runs before the transaction opens."""

    source: str
    types: tuple[str, ...]
    method: str
    ask: Callable[[Any, Sequence[Heard]], Any] | None = None

    def hears(self, event: Heard) -> bool:
        """Whether the event is for this handler."""
        return event.source == self.source and (event.type in self.types or "#" in self.types)


def hear(source: str, *types: str, ask: Callable[[Any, Sequence[Heard]], Any] | None = None) -> Any:
    """Mark a method as the handler of events; called as `method(self, session, events[, asked])`."""

    def mark(method: Any) -> Any:
        method.hears = (source, types, ask)
        return method

    return mark


def handlers_of(service: type) -> list[Handler]:
    """Return the handlers of a service class."""
    found = []
    for name in dir(service):
        method = getattr(service, name, None)
        if hasattr(method, "hears"):
            source, types, ask = method.hears  # type: ignore[union-attr]
            found.append(Handler(source, types, name, ask))
    return found
