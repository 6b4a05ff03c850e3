"""One run: cases are made first, then called in turns, each answer held against the description."""

import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import requests
import schemathesis
from schemathesis import Case
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks
from tqdm import tqdm

from tests.fuzz import cases, ground
from tests.fuzz.callers import Callers, Somebody
from tests.fuzz.live import Live
from tests.load.bodies import request, required_answers

FAILED = (500, 502, 504)
HELD = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
SHARES = {"example": 0.55, "allowed": 0.3, "forbidden": 0.15}
# These would take from the callers what they call with.
NOT_THE_CALLERS = ("/v1/keys/{id}", "/v1/clients/{id}", "/v1/departments/{code}/members/{subject}")
STAYS_OPEN = "/v1/desk/events"
LOOK_AROUND = 500
READERS = 3
OPENED_FIRST = 40
FRESH = 0.1  # the share of calls that open a request as residents do, for the others to work on
TELEPHONE_ONLY = 0.2  # of those: whoever is referred has to be called back
TIMEOUT_SECONDS = 30


@dataclass
class Findings:
    """What came of a run."""

    statuses: Counter[int] = field(default_factory=Counter)
    routes: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, route: str, status: int) -> None:
        """Count an answer."""
        self.statuses[status] += 1
        self.routes[route][status] += 1

    def fault(self, route: str, what: str, case: Any) -> None:
        """Keep a fault; of one kind the first three."""
        kept = self.faults[f"{route}: {what.splitlines()[0]}"]
        if len(kept) < 3:
            kept.append(f"{what}\n  {case}")


class Run:
    """Calls one running system."""

    def __init__(self, url: str, everybody: list[Somebody], start: int) -> None:
        self.chance = random.Random(start)
        self.url, self.start = url, start
        config = schemathesis.Config.from_dict(cases.CONFIG)
        self.schema = schemathesis.openapi.from_url(f"{url}/openapi.json", config=config)
        self.operations = [found.ok() for found in self.schema.get_all_operations()]
        self.live = Live([operation.path for operation in self.operations], self.chance)
        self.callers = Callers(everybody, self.chance)
        self.findings = Findings()
        self.web = requests.Session()
        self.opening = next(o for o in self.operations if o.label == "POST /v1/requests")
        self.examples = {o.label: cases.Example(o, self.live, self.chance) for o in self.operations}

    def prepare(self, calls: int) -> None:
        """Make the cases that the description allows and forbids; spare the keys with which the callers call."""
        self.live.spared = {client["id"] for client in self._listed("/v1/clients")} | {ground.WEBHOOK}
        for code in {one.department for one in self.callers.everybody} - {""}:
            self.live.spared |= {member["subject"] for member in self._listed(f"/v1/departments/{code}/members")}
        each = 1 + calls // len(self.operations)
        self.made: dict[tuple[str, str], list[Case]] = {}
        for operation in tqdm(self.operations, "cases", file=sys.stderr, disable=None):
            for mode in cases.MODES:
                most = 1 + int(each * SHARES[mode])
                made = cases.generate(operation, mode, most, self.start)
                self.chance.shuffle(made)
                self.made[operation.label, mode] = made

    def _listed(self, path: str) -> list[dict[str, Any]]:
        administrator = next(one for one in self.callers.everybody if one.name == "administrator")
        reply = self.web.get(self.url + path, params={"limit": 250}, headers=administrator.headers(""))
        return reply.json()["items"]

    def call(self, calls: int) -> Findings:
        """Make so many calls, the operations in turns, those that look around among them."""
        position, made = 0, self.findings.statuses
        with tqdm(total=calls, desc="calls", file=sys.stderr, disable=None) as bar:
            while made.total() < calls:
                self._turn(position)
                position += 1
                bar.update(made.total() - bar.n)
        return self.findings

    def _turn(self, position: int) -> None:
        """Call the next operation, or one that opens a request; now and then look around before it."""
        if position and position % LOOK_AROUND == 0:
            self._look_around()
        operation = self.operations[position % len(self.operations)]
        if position < OPENED_FIRST or self.chance.random() < FRESH:
            operation = self.opening
        caller = self.callers.choose(operation, self.live)
        self._call(*self._case(operation, caller), caller)

    def _lists(self) -> list[Any]:
        return [o for o in self.operations if o.method.upper() == "GET" and "{" not in o.path]

    def _look_around(self) -> None:
        """Have some who may read a list read it, so that they know of things within their own reach."""
        for operation in self._lists():
            for caller in self.callers.some(operation.label, READERS):
                self._call(self.examples[operation.label].case(caller.department), "example", caller)

    def _call(self, case: Case, source: str, caller: Somebody) -> None:
        operation = case.operation
        self._make_live(case, source, caller)
        path = {name: str(value) for name, value in case.path_parameters.items()}
        headers = caller.headers(self.live.pins.get(path.get("number", ""), "000000"))
        reply = case.call(session=self.web, headers=headers, timeout=TIMEOUT_SECONDS)
        self.findings.count(operation.label, reply.status_code)
        self._judge(operation, case, reply)
        if source == "example":
            self.callers.note(operation, caller, reply.status_code)
        if 200 <= reply.status_code < 300:
            self.live.note(operation.path, path, reply, caller.name)

    def _case(self, operation: Any, caller: Somebody) -> tuple[Case, str]:
        [source] = self.chance.choices(list(SHARES), list(SHARES.values()))
        made = self.made.get((operation.label, source))
        if made:
            return made[self.chance.randrange(len(made))].derive(), source
        return self.examples[operation.label].case(caller.department), "example"

    def _make_live(self, case: Case, source: str, caller: Somebody) -> None:
        """Put in what is there: always into examples, mostly into the others; a key that repeats tells little."""
        case.headers.pop("Idempotency-Key", None)
        if case.operation.path == STAYS_OPEN:
            case.query = (case.query or {}) | {"seconds": "0"}
        operation = case.operation
        if operation is self.opening and source == "example":
            case.body = self._request()
        if source == "forbidden" or (operation.path in NOT_THE_CALLERS and source == "allowed"):
            return
        if source == "example" or self.chance.random() < 0.8:
            case.path_parameters.update(self._path(operation.path, caller))
        if operation.method.upper() == "PATCH":
            case.headers["If-Match"] = self._mark(case, caller)

    def _request(self) -> dict[str, Any]:
        """A request as residents make it, mostly of a few types, else of any that there is."""
        body = request(self.chance, self.chance.randrange(10**6))
        code = self.live.named("service_code")
        if code and self.chance.random() < 0.3:
            body |= {"service_code": code, "answers": required_answers(code)}
        if self.chance.random() < TELEPHONE_ONLY:
            body["resident"] = {"name": "Ana Sample", "phone": "240-555-0143"}
        return body

    def _mark(self, case: Case, caller: Somebody) -> str:
        """The version that stands now, as whoever amends has read it before."""
        reply = self.web.get(self.url + case.formatted_path, headers=caller.headers(""), timeout=TIMEOUT_SECONDS)
        return reply.headers.get("ETag", '"1"')

    def _path(self, template: str, caller: Somebody) -> dict[str, str]:
        if caller.level == "resident" and template.startswith("/v1/requests/{number}") and self.live.pins:
            number = self.chance.choice(list(self.live.pins)[-30:])
            return {**self.live.pick(template, caller.name), "number": number}
        own = template.startswith("/v1/departments/{code}") and caller.department
        return self.live.pick(template, caller.name) | ({"code": caller.department} if own else {})

    def _judge(self, operation: Any, case: Case, reply: Any) -> None:
        """Hold an answer against what the description foresees."""
        if reply.status_code in FAILED:
            self.findings.fault(operation.label, f"{reply.status_code} {reply.text[:500]}", case.as_curl_command())
        try:
            case.validate_response(reply, checks=HELD)
        except FailureGroup as group:
            for failure in group.exceptions:
                self.findings.fault(operation.label, f"{failure.title}: {failure.message}", case.as_curl_command())
