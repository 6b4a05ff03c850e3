"""What is really there: names of things that answers have told, for paths, queries and bodies of later calls."""

import random
import re
from collections import defaultdict, deque
from itertools import product
from typing import Any

MOST_KEPT = 60
NEW = 6  # with these the least has happened
# Members and parameters that name a thing of another address.
NAMES = {
    "number": "/v1/requests/{number}",
    "numbers": "/v1/requests/{number}",
    "into": "/v1/requests/{number}",
    "duplicate_of": "/v1/requests/{number}",
    "service_code": "/v1/services/{code}",
    "service": "/v1/services/{code}",
    "department": "/v1/departments/{code}",
    "referred_to": "/v1/directory/{id}",
    "to": "/v1/directory/{id}",
    "agency": "/v1/directory/{id}",
    "contact": "/v1/contacts/{id}",
    "same_as": "/v1/contacts/{id}",
    "jurisdiction_id": "",
}
SAMPLE = {"jurisdiction_id": "sample"}
# Lists of things whose own address is not below the list's: that address, and which member each parameter is.
ELSEWHERE = {
    "/v1/webhooks": ("/v1/departments/{code}/webhooks/{name}", {"code": "department", "name": "name"}),
    "/v1/catalogue/{kind}/entries": ("/v1/catalogue/{kind}/{code}", {"code": "code"}),
}
PARAMETER = re.compile(r"{(\w+)}")
DIRECTLY = re.compile(r"(/{\w+})+")
Found = dict[str, str]


class Live:
    """Values of the parameters of each address, the newest ones last."""

    def __init__(self, templates: list[str], chance: random.Random) -> None:
        self.chance = chance
        self.pools: dict[tuple[str, str], deque[Found]] = defaultdict(lambda: deque(maxlen=MOST_KEPT))
        self.spared: set[str] = set()
        self.pins: dict[str, str] = {}
        things = {_thing(template) for template in templates if "{" in template}
        self.things = sorted(things, key=lambda thing: thing.count("{"))
        self._patterns = [(thing, re.compile(PARAMETER.sub(r"(?P<\1>[^/]+)", thing))) for thing in self.things]

    def note(self, template: str, path: Found, reply: Any, caller: str) -> None:
        """Keep what a good answer names, and who was told so."""
        self.caller = caller
        if path:
            remember = self._forget if reply.request.method == "DELETE" else self._keep
            remember(_thing(template), path)
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
        elsewhere, members = ELSEWHERE.get(collection, ("", {}))
        for item in items:
            if members and {*members.values()} <= item.keys():
                self._keep(elsewhere, {name: str(item[member]) for name, member in members.items()} | path)
        below = [thing for thing in self.things if DIRECTLY.fullmatch(thing.removeprefix(collection))]
        for thing, item in product(below, items):
            names = PARAMETER.findall(thing)
            found = {**{name: str(item[name]) for name in names if item.get(name)}, **path}
            if found.keys() >= {*names}:
                self._keep(thing, {name: found[name] for name in names})
                self._note_inner(thing, found, item)

    def _note_inner(self, thing: str, found: Found, item: dict[str, Any]) -> None:
        """What each item of a list has in lists of its own."""
        path = {name: found[name] for name in PARAMETER.findall(thing)}
        for name, value in item.items():
            if isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
                self._note_items(f"{thing}/{name}", path, [inner for inner in value if isinstance(inner, dict)])

    def _keep(self, thing: str, found: Found) -> None:
        if not self.spared & {*found.values()}:
            self.pools[thing, ""].append(found)
            self.pools[thing, self.caller].append(found)

    def _forget(self, thing: str, gone: Found) -> None:
        for (kept, _), pool in self.pools.items():
            if kept == thing and gone in pool:
                pool.remove(gone)

    def _note_link(self, link: str) -> None:
        for thing, pattern in self._patterns:
            found = pattern.fullmatch(link)
            if found:
                self._keep(thing, found.groupdict())
                return

    def pick(self, template: str, caller: str = "") -> Found:
        """Values for the parameters of an address, such as the caller knows, often new ones; empty for none."""
        thing = _thing(template)
        pool = list(self.pools.get((thing, caller)) or self.pools.get((thing, "")) or ())
        newest = pool[-NEW:] if self.chance.random() < 0.5 else pool
        return dict(self.chance.choice(newest)) if pool else {}

    def is_known(self, template: str, caller: str) -> bool:
        """Whether a caller was told of something at this address."""
        return bool(self.pools.get((_thing(template), caller)))

    def named(self, member: str, department: str = "") -> str | None:
        """A value for a member that names a thing, for a caller of a department the own one; None for no thing."""
        if member in SAMPLE:
            return SAMPLE[member]
        if member == "department" and department:
            return department
        found = self.pick(NAMES.get(member, ""))
        return next(iter(found.values()), None)


def _thing(template: str) -> str:
    """The part of an address up to its last parameter."""
    return template[: template.rindex("}") + 1] if "}" in template else ""
