"""The rules of DESIGN.md's rooms: what may stand where, and which doors there are between them."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path

from tests.architecture.modules import FOLDERS, Module, Tree, is_any, is_within

PROJECT = Path(__file__).resolve().parents[2]
PLUMBING = ("nameko", "kombu")
BEHIND_CONTRACTS = (*PLUMBING, "eventlet", "sqlalchemy", "alembic", "psycopg2", "tantivy", "shapely", "typst", "amqp")
PLAIN = tuple(
    f"services.common.{name}"
    for name in ("contract", "changes", "errors", "clock", "audit_messages", "bulk.messages", "bulk.refusals")
)
MOST_LINES = 200
NO_NOUNS = re.compile(r"utils?|helpers?|managers?|misc|miscellaneous")
# Rules run without green threads. These four give a thread or a bell to slow things: files, fonts, SMTP, big maps.
MAY_USE_EVENTLET = ("services.geo.aside", "services.notify.bell", "services.notify.mailing", "services.notify.posting")


def owner(module: Module) -> str | None:
    """Return the service (or common) that a module belongs to, None outside services/."""
    return module.parts[1] if module.parts[0] == "services" and len(module.parts) > 1 else None


def is_service(module: Module) -> bool:
    """Whether a module belongs to a service."""
    return owner(module) not in (None, "common")


def is_room(module: Module, room: str) -> bool:
    """Whether a module is this room of its service, as a module or a package: contract, service."""
    return is_service(module) and len(module.parts) > 2 and module.parts[2] == room


def of_project(module: Module) -> list[str]:
    """Return what a module imports of the project itself."""
    return sorted(name for name in module.imports if is_any(name, FOLDERS))


def is_contract(name: str) -> bool:
    """Whether a dotted name is a service's contract or stands in one."""
    steps = name.split(".")
    return len(steps) > 2 and steps[0] == "services" and steps[1] != "common" and steps[2] == "contract"


def a_service_imports_common_itself_and_contracts(tree: Tree) -> Iterator[str]:
    """A service imports services.common, itself, and of other services their contract."""
    for module in filter(is_service, tree.modules):
        mine = ("services.common", f"services.{owner(module)}")
        for name in of_project(module):
            if not is_any(name, mine) and not is_contract(name):
                yield f"{module.place} imports {name}"


def plain(requirement: str) -> str:
    """Return the normal form of a distribution's name, which may be followed by a version."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement)[0]).lower()


@cache
def named_packages() -> frozenset[str]:
    """Return the packages that pyproject.toml names, and those that they need themselves, as they are imported."""
    named = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    needed = {need for line in named for need in requires(plain(line)) or () if "extra ==" not in need}
    wanted = {plain(line) for line in (*named, *needed)}
    return frozenset(p for p, found in packages_distributions().items() if wanted & {plain(name) for name in found})


def what_runs_imports_named_packages(tree: Tree) -> Iterator[str]:
    """Services and the gateway import packages that pyproject.toml names (or that come with them)."""
    for module in tree.within("services", "gateway"):
        for name in sorted(module.imports):
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in FOLDERS and top not in named_packages():
                yield f"{module.place} imports {name}"


def what_is_imported_exists(tree: Tree) -> Iterator[str]:
    """Whatever is imported of the project is a module of it or a name that stands in one."""
    for module in tree.modules:
        for name in of_project(module):
            home, _, word = name.rpartition(".")
            there = name in tree.by_name or name in FOLDERS or word == "*"
            if not there and word not in (tree.by_name[home].names if home in tree.by_name else ()):
                yield f"{module.place} imports {name}"


def common_imports_no_service(tree: Tree) -> Iterator[str]:
    """services.common imports nothing of the project but itself."""
    for module in tree.modules:
        if owner(module) == "common":
            for name in of_project(module):
                if not is_within(name, "services.common"):
                    yield f"{module.place} imports {name}"


def a_contract_is_plain_data(tree: Tree) -> Iterator[str]:
    """A contract imports contracts and the plain modules of common; nothing that it reaches is plumbing."""
    for module in tree.modules:
        if not is_room(module, "contract"):
            continue
        for name in of_project(module):
            if not is_any(name, PLAIN) and not is_contract(name):
                yield f"{module.place} imports {name}"
        for reached, way in tree.reached_from(module).items():
            for name in sorted(tree.by_name[reached].imports):
                if is_any(name, BEHIND_CONTRACTS):
                    yield f"{' → '.join(way)} imports {name}"


def plumbing_stays_in_service_modules(tree: Tree) -> Iterator[str]:
    """Nameko and kombu appear in service.py, common, gateway, deploy and tests only."""
    for module in filter(is_service, tree.modules):
        for name in sorted(module.imports):
            if is_any(name, PLUMBING) and not is_room(module, "service"):
                yield f"{module.place} imports {name}"


def rules_run_without_green_threads(tree: Tree) -> Iterator[str]:
    """Eventlet appears in a service's service modules, and in few others by name."""
    for module in filter(is_service, tree.modules):
        if is_room(module, "service") or module.name in MAY_USE_EVENTLET:
            continue
        yield from (f"{module.place} imports {name}" for name in sorted(module.imports) if is_within(name, "eventlet"))


def the_gateway_imports_contracts_and_common(tree: Tree) -> Iterator[str]:
    """The gateway imports itself, services.common and contracts."""
    for module in tree.within("gateway"):
        for name in of_project(module):
            if not is_any(name, ("gateway", "services.common")) and not is_contract(name):
                yield f"{module.place} imports {name}"


def what_runs_knows_no_tests(tree: Tree) -> Iterator[str]:
    """Nothing in deploy/ imports tests/: they are not there where it runs."""
    for module in tree.within("deploy"):
        yield from (f"{module.place} imports {name}" for name in of_project(module) if is_within(name, "tests"))


def a_module_is_short(tree: Tree) -> Iterator[str]:
    """No module in services/, gateway/ and deploy/ is longer than 200 lines."""
    for module in tree.within("services", "gateway", "deploy"):
        lines = len(module.text.splitlines())
        if lines > MOST_LINES:
            yield f"{module.place} has {lines} lines"


def no_event_is_heard_beside_the_inbox(tree: Tree) -> Iterator[str]:
    """No service uses Nameko's own @event_handler: what it hears would be lost or done twice."""
    for module in tree.within("services"):
        names = {n.id for n in ast.walk(module.tree) if isinstance(n, ast.Name)}
        names |= {n.attr for n in ast.walk(module.tree) if isinstance(n, ast.Attribute)}
        if "event_handler" in names or any(is_within(name, "nameko.events") for name in module.imports):
            yield f"{module.place} uses nameko.events"


def no_timer_fails_in_silence(tree: Tree) -> Iterator[str]:
    """No service uses Nameko's own timer: an error in it would be seen by nobody."""
    for module in tree.within("services"):
        if module.name != "services.common.timers":
            yield from (f"{module.place} imports {name}" for name in module.imports if is_within(name, "nameko.timer"))


def a_module_opens_with_a_docstring(tree: Tree) -> Iterator[str]:
    """Every module says first what is found there."""
    yield from (f"{module.place} has none" for module in tree.modules if not ast.get_docstring(module.tree))


def a_name_says_what_is_inside(tree: Tree) -> Iterator[str]:
    """No folder or module is called utils, helpers, manager or misc."""
    for module in tree.modules:
        yield from (f"{module.place}: {part}" for part in module.parts if NO_NOUNS.fullmatch(part.lower()))


RULES = (
    a_service_imports_common_itself_and_contracts,
    what_runs_imports_named_packages,
    what_is_imported_exists,
    common_imports_no_service,
    a_contract_is_plain_data,
    plumbing_stays_in_service_modules,
    rules_run_without_green_threads,
    the_gateway_imports_contracts_and_common,
    what_runs_knows_no_tests,
    a_module_is_short,
    no_event_is_heard_beside_the_inbox,
    no_timer_fails_in_silence,
    a_module_opens_with_a_docstring,
    a_name_says_what_is_inside,
)
