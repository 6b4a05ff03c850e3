"""The cases and how they are run: every one in XML and in JSON, each with a sentence that is true of a good server."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.open311.world import World

FORMS = ("xml", "json")
CASES: list["Case"] = []


@dataclass(frozen=True)
class Case:
    """A sentence, the part of the standard that it is about, and its check."""

    about: str
    sentence: str
    check: Callable[..., None]
    given: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """Its name in reports."""
        return f"{self.about}: {self.sentence}"

    def run(self, world: World) -> None:
        """Raise AssertionError where the server does not keep to the sentence."""
        self.check(world, *self.given)


class Left(Exception):
    """A case that this server gives no occasion for, such as tokens where nothing is batch."""


def case(about: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function that takes a world a case; its name is the sentence."""

    def note(check: Callable[..., None]) -> Callable[..., None]:
        CASES.append(Case(about, check.__name__.replace("_", " "), check))
        return check

    return note


def each(about: str, *given: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a case for each of some values; its docstring is the sentence, with {} for the value."""

    def note(check: Callable[..., None]) -> Callable[..., None]:
        for value in given:
            values = value if isinstance(value, tuple) else (value,)
            CASES.append(Case(about, (check.__doc__ or "").strip().format(*values), check, values))
        return check

    return note


def all_cases() -> list[Case]:
    """Return every case, loaded from tests/open311/cases in the order of the standard."""
    from tests.open311 import cases

    for name in sorted(module.name for module in pkgutil.iter_modules(cases.__path__)):
        importlib.import_module(f"tests.open311.cases.{name}")
    return CASES


def failures(world: World, chosen: Iterable[Case], first: bool = False) -> list[tuple[Case, str]]:
    """Run cases; return those that fail with what was wrong, only one with `first`."""
    found: list[tuple[Case, str]] = []
    for one in chosen:
        try:
            one.run(world)
        except Left:
            continue
        except Exception as error:
            found.append((one, f"{type(error).__name__}: {error}"))
            if first:
                return found
    return found
