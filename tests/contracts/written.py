"""What a service has written down: its contract, its examples, its canvas, and what its code really names."""

import ast
import importlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

from services.common.settings import SERVICES_ROOT, service_names
from services.common.tables import service_base

COMMON_TABLES = frozenset(service_base().metadata.tables)
KINDS_OF_METRIC = ("counter", "gauge", "histogram")


@dataclass(frozen=True)
class Written:
    """A service by name; `common` has metrics and a canvas only."""

    name: str

    @cached_property
    def contract(self) -> ModuleType:
        """Its contract."""
        return importlib.import_module(f"services.{self.name}.contract")

    @property
    def calls(self) -> dict[str, Any]:
        """Its calls by name."""
        return {call.name: call for call in self.contract.CALLS}

    @property
    def events(self) -> dict[str, Any]:
        """Its events by name."""
        return {event.event_name(): event for event in self.contract.EVENTS}

    @property
    def tables(self) -> set[str]:
        """Its own tables, without those that every service has."""
        models = importlib.import_module(f"services.{self.name}.models")
        return set(models.Base.metadata.tables) - COMMON_TABLES

    @property
    def examples(self) -> set[str]:
        """The names of its examples."""
        return {path.stem for path in (SERVICES_ROOT / self.name / "examples").iterdir()}

    def example(self, name: str) -> Any:
        """Read an example."""
        return json.loads((SERVICES_ROOT / self.name / "examples" / f"{name}.json").read_text("utf-8"))

    @cached_property
    def trees(self) -> list[ast.Module]:
        """Its modules, parsed."""
        return [ast.parse(path.read_text("utf-8")) for path in sorted((SERVICES_ROOT / self.name).rglob("*.py"))]

    def nodes(self) -> Iterator[ast.AST]:
        """Everything that stands in its modules."""
        for tree in self.trees:
            yield from ast.walk(tree)

    @property
    def metrics(self) -> set[str]:
        """The names under which it registers metrics."""
        calls = [node for node in self.nodes() if isinstance(node, ast.Call) and node.args]
        registered = [call for call in calls if ast.unparse(call.func).rpartition(".")[2] in KINDS_OF_METRIC]
        return {call.args[0].value for call in registered if isinstance(call.args[0], ast.Constant)}

    @property
    def settings(self) -> set[str]:
        """The settings that it reads, those of every service included."""
        constants = {node.value for node in self.nodes() if isinstance(node, ast.Constant)}
        mine = {value for value in constants if isinstance(value, str) and re.fullmatch(r"HUB311_[A-Z_]+", value)}
        every = ("AMQP_URI", "SECRET", "WORKERS", "VAR", f"DATABASE_{self.name.upper()}", f"HTTP_{self.name.upper()}")
        return mine | {f"HUB311_{name}" for name in every}

    def decorated(self, decorator: str) -> list[ast.Call]:
        """Return the uses of a decorator, each as it is called."""
        functions = [node for node in self.nodes() if isinstance(node, ast.FunctionDef)]
        calls = [d for function in functions for d in function.decorator_list if isinstance(d, ast.Call)]
        return [call for call in calls if ast.unparse(call.func) == decorator]

    @cached_property
    def canvas(self) -> str:
        """Its canvas."""
        return (SERVICES_ROOT / self.name / "README.md").read_text("utf-8")

    def section(self, heading: str) -> str:
        """Return a section of the canvas, empty when it has none."""
        return self.canvas.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]

    def listed(self, heading: str) -> list[str]:
        """Return the names in the first column of the table in a section of the canvas."""
        columns = re.findall(r"^\| (`[^|]+) \|", self.section(heading), re.MULTILINE)
        return [name for column in columns for name in re.findall(r"`(\w+)[`{]", column)]


SERVICES = [Written(name) for name in service_names()]
EVERY_CALL = [(service, call) for service in SERVICES for call in service.calls.values()]
EVERY_EVENT = [(service, event) for service in SERVICES for event in service.events.values()]


def name_of(part: Any) -> str:
    """Name a parameter of a test."""
    return part.event_name() if hasattr(part, "event_name") else part.name
