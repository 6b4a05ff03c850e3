"""Who may use which address: gateway/ACCESS.md, made from the routes and every service's policy (`--write`)."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from gateway.app import find_resources
from gateway.route import Route
from services.common.policy import scope_of

FILE = Path(__file__).resolve().parents[1] / "gateway" / "ACCESS.md"
# level → how its callers say who they are, and its short name.
LEVELS = {
    "anonymous": ("anonymous", "any"),
    "resident": ("resident", "res"),
    "agent": ("staff", "agt"),
    "supervisor": ("staff", "sup"),
    "tier2": ("staff", "t2"),
    "relationship_manager": ("staff", "rel"),
    "council_office": ("staff", "cou"),
    "analyst": ("staff", "ana"),
    "operations": ("staff", "ops"),
    "administrator": ("staff", "adm"),
    "auditor": ("staff", "aud"),
    "employee": ("staff", "emp"),
    "manager": ("staff", "mgr"),
    "contractor": ("staff", "con"),
    "department_system": ("system", "dep"),
    "frontend": ("system", "fro"),
    "open311": ("system", "o311"),
    "test": ("system", "test"),
    "telephony": ("system", "tel"),
}
SHORT = {"all": "all", "department": "dept", "own": "own", "public": "pub", None: "·"}
TEXT = """# Who may use which address

Made by `make access` from `gateway/routes/` and from `policy.py` and `calls.py` of each service.
Read what has changed before you commit it.

`all`: with every object; `dept`: with those of the own department; `own`: with the one that the PIN opens, or what
is one's own or was given to one by name;
`pub`: what everybody may see of it; `·`: refused.
A number's PIN opens `own` for everybody who holds it; a key of a system reaches no further than its scopes.
A manager is an employee of the same department too.
Open311 and the pages for owners of keys stand in `gateway/open311` and `gateway/owners`.

"""


class NoRow(SystemExit):
    """A route's call has no row in its service's policy."""

    def __init__(self, route: Route) -> None:
        where = f"services/{route.service}/calls.py"
        super().__init__(f"{route.method} {route.path}: {where} does not say which action {route.call_name} takes")


def scope(route: Route, level: str) -> str | None:
    """Return how far a level reaches through a route; NoRow when nobody has said so."""
    kind, _ = LEVELS[level]
    calls = importlib.import_module(f"services.{route.service}.calls").CALLS
    table = importlib.import_module(f"services.{route.service}.policy").POLICY
    name = route.call_name.partition(".")[2]
    if name not in calls:
        raise NoRow(route)
    mine = scope_of(table, calls[name], level)
    if level == "manager":
        mine = mine or scope_of(table, calls[name], "employee")
    return mine if kind in route.who else None


def routes() -> list[Route]:
    """Return every route, by address."""
    found = [route for resource in find_resources() for route in resource.routes]
    return sorted(found, key=lambda route: (route.path, route.method))


def lines() -> Iterator[str]:
    """Yield the table, line by line."""
    yield "| address | " + " | ".join(short for _, short in LEVELS.values()) + " |"
    yield "|---" * (1 + len(LEVELS)) + "|"
    for route in routes():
        cells = (SHORT[scope(route, level)] for level in LEVELS)
        yield f"| `{route.method} {route.path}` | " + " | ".join(cells) + " |"
    yield ""
    yield ", ".join(f"{short}: {level.replace('_', ' ')}" for level, (_, short) in LEVELS.items()) + "."


def written() -> str:
    """Return the whole file."""
    return TEXT + "\n".join(lines()) + "\n"


def main(arguments: list[str]) -> int:
    """Print the table, or write it."""
    if arguments == ["--write"]:
        FILE.write_text(written())
        print(f"{FILE.name}: {len(routes())} addresses")
    else:
        print(written(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
