"""What is really there: names of things that answers have told, for paths, queries and bodies of later calls."""

import random
import re
from collections import defaultdict, deque
from itertools import product
from typing import Any

MOST_KEPT = 60
# Members and parameters that name a thing of another address.
NAMES = {
    "number": "/v1/requests/{number}",
    "into": "/v1/requests/{number}",
    "duplicate_of": "/v1/requests/{number}",
    "service_code": "/v1/services/{code}",
    "service": "/v1/services/{code}",
    "department": "/v1/departments/{code}",
    "referred_to": "/v1/directory/{id}",
    "to": "/v1/directory/{id}",
    "agency": "/v1/directory/{id}",
    "jurisdiction_id": "",
}
SAMPLE = {"jurisdiction_id": "sample"}
PARAMETER = re.compile(r"{(\w+)}")
Found = dict[str, str]


class Live:
    """Values of the parameters of each address, the newest ones last."""

    def __init__(self, templates: list[str], chance: random.Random) -> None:
        self.chance = chance
        self.pools: dict[tuple[str, str], deque[Found]] = defaultdict(lambda: deque(maxlen=MOST_KEPT))
        self.spared: set[str] = set()
        self.pins: dict[str, str] = {}
        self.things = sorted({_thing(template) for template in templates if "{" in template}, key=len, reverse=True)
        self._patterns = [(thing, re.compile(PARAMETER.sub(r"(?P<\1>[^/]+)", thing))) for thing in self.things]

    def note(self, template: str, path: Found, reply: Any, caller: str) -> None:
        """Keep what a good answer names, and who was told so."""
        self.caller = caller
        if path and reply.request.method != "DELETE":
            self._keep(_thing(template), path)
        headers = {name.lower(): values[0] for name, values in reply.headers.items()}
        self._note_link(headers.get("location", ""))
        if not headers.get("content-type", "").startswith("application/json"):
            return
        told = reply.json()
        if isinstance(told, dict) and "pin" in told:
            self.pins[str(told.get("number"))] = told["pin"]
        self._note_members(template, path, told)

    def _note_members(self, template: str, path: Found, told: Any) -> None:
        """Lists of things, at the address itself or below it under the member's name."""
        if not isinstance(told, dict):
            return
        self._note_items(template, path, [told])
        for name, value in told.items():
            if isinstance(value, list):
                items = [item for item in value if isinstance(item, dict)]
                self._note_items(template, path, items)
                self._note_items(f"{template}/{name}", path, items)

    def _note_items(self, collection: str, path: Found, items: list[dict[str, Any]]) -> None:
        below = [thing for thing in self.things if thing.startswith(f"{collection}/")]
        for thing, item in product(below, items):
            names = PARAMETER.findall(thing)
            found = {**{name: str(item[name]) for name in names if item.get(name)}, **path}
            if found.keys() >= {*names}:
                self._keep(thing, {name: found[name] for name in names})

    def _keep(self, thing: str, found: Found) -> None:
        if not self.spared & {*found.values()}:
            self.pools[thing, ""].append(found)
            self.pools[thing, self.caller].append(found)

    def _note_link(self, link: str) -> None:
        for thing, pattern in self._patterns:
            found = pattern.fullmatch(link)
            if found:
                self._keep(thing, found.groupdict())
                return

    def pick(self, template: str, caller: str = "") -> Found:
        """Values for the parameters of an address, such as the caller knows; empty when there are none."""
        thing = _thing(template)
        pool = self.pools.get((thing, caller)) or self.pools.get((thing, ""))
        return dict(self.chance.choice(pool)) if pool else {}

    def named(self, member: str) -> str | None:
        """A value for a member that names a thing; None when it names none."""
        if member in SAMPLE:
            return SAMPLE[member]
        found = self.pick(NAMES.get(member, ""))
        return next(iter(found.values()), None)


def _thing(template: str) -> str:
    """The part of an address up to its last parameter."""
    return template[: template.rindex("}") + 1] if "}" in template else ""
