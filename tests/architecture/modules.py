"""The modules of a tree as they stand in its files: their names, what they import, how long they are."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDERS = ("services", "gateway", "deploy", "tests")


@dataclass(frozen=True)
class Module:
    """A Python file of a tree."""

    root: Path
    path: Path

    @property
    def place(self) -> str:
        """Where it stands: services/intake/pins.py."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """Its name in parts: ("services", "intake", "pins"); a package goes without __init__."""
        parts = self.path.relative_to(self.root).with_suffix("").parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def name(self) -> str:
        """Its dotted name."""
        return ".".join(self.parts)

    @cached_property
    def text(self) -> str:
        """What stands in it."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """What stands in it, parsed."""
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> frozenset[str]:
        """The dotted name of everything that it imports, also inside functions: a.b.c for `from a.b import c`."""
        return frozenset(name for node in ast.walk(self.tree) for name in self._imported(node))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that others can import from it: what is assigned, defined or imported outside functions."""
        return frozenset(name for node in _outside_functions(self.tree) for name in _bound(node))

    def _imported(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{self._base(node)}.{alias.name}" for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.parts if self.path.name == "__init__.py" else self.parts[:-1]
        above = package[: len(package) - node.level + 1]
        return ".".join((*above, *([node.module] if node.module else ())))


def is_within(name: str, package: str) -> bool:
    """Whether a dotted name is a package or stands in it."""
    return name == package or name.startswith(package + ".")


def is_any(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of several packages or stands in one."""
    return any(is_within(name, package) for package in packages)


class Tree:
    """The modules of a tree by name."""

    def __init__(self, root: Path) -> None:
        paths = sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.py"))
        self.modules = [Module(root, path) for path in paths]
        self.by_name = {module.name: module for module in self.modules}

    def within(self, *folders: str) -> list[Module]:
        """Return the modules of some top-level folders."""
        return [module for module in self.modules if module.parts[0] in folders]

    def reached_from(self, module: Module) -> dict[str, list[str]]:
        """Return every module of the tree that importing this one runs, with the way from it to there."""
        ways = {module.name: [module.name]}
        waiting = [module]
        while waiting:
            here = waiting.pop()
            for name in here.imports:
                for found in self._run_by(name):
                    if found.name not in ways:
                        ways[found.name] = [*ways[here.name], found.name]
                        waiting.append(found)
        return ways

    def _run_by(self, name: str) -> list[Module]:
        """Importing a.b.c runs a and a.b before it."""
        steps = name.split(".")
        names = (".".join(steps[:length]) for length in range(1, len(steps) + 1))
        return [self.by_name[n] for n in names if n in self.by_name]


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield from _outside_functions(child)


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
