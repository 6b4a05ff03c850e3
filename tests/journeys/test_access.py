"""What the running system refuses is what gateway/ACCESS.md says: every address, by every level."""

import json
import re
import uuid

import pytest
import requests

from deploy import access
from deploy.places import PROJECT
from deploy.processes import wait_until
from gateway.parameters import Parameters

DEPARTMENT = "dot"
POTHOLE = {"service_code": "pothole", "location": {"address": "7300 Carroll Ave"}, "description": "Deep hole"}
COMPLAINT = {"outcome": "recorded", "kind": "praise", "about": "department", "department": "dot", "text": "Quick"}
# What a level may not do is refused with one of these, or there is no such thing for it where others see that there is.
# What a level may not do is refused with one of these, or does not exist for it where others see that it does.
REFUSALS = (401, 403)
HIDDEN = ("/v1/assignments/{id}", "/v1/contacts/{id}")
# An administrator names a department's first manager, and this one has a manager.
ONLY_THE_FIRST = {("PUT", "administrator"), ("DELETE", "administrator")}
# A draft is agreed to by whose turn it is, never by who made it.
BY_TURN = {"supervisor", "relationship_manager", "administrator", "manager"}
MEMBERS = ("employee", "manager", "contractor")
NOT_THERE = str(uuid.UUID(int=0))


class World:
    """A request with its work and a contact of one department, and how each level says who it is."""

    def __init__(self, running):
        self.url, self.run = running.url, running.run_json
        self.http = requests.Session()
        opened = self.ask("POST", "/v1/requests", self.token("agent"), POTHOLE).json()
        self.number, self.pin = opened["number"], opened["pin"]
        contact = {"channel": "phone", "items": [COMPLAINT]}
        self.contact = self.ask("POST", "/v1/contacts", self.token("agent"), contact).json()["id"]
        wait_until(lambda: self.assignments(), 60, "the department's work")
        self.assignment = self.assignments()[0]["id"]
        contractor = {"assignee": f"contractor-{DEPARTMENT}"}
        manager = self.token(f"manager:{DEPARTMENT}")
        self.ask("POST", f"/v1/assignments/{self.assignment}/assign", manager, contractor).raise_for_status()
        drafted = json.loads((PROJECT / "services/routing/examples/make_draft.request.json").read_text())
        key = {"Idempotency-Key": drafted.pop("idempotency_key")} | self.token("administrator")
        self.draft = self.ask("POST", "/v1/catalogue/drafts", key, drafted).json()["id"]
        self.keys = {kind: self.make_key(kind) for kind in ("frontend", "open311", "test", "telephony")}

    def ask(self, method, path, headers, body=None, query=None):
        return self.http.request(method, self.url + path, headers=headers, json=body, params=query, timeout=20)

    def try_as(self, level, route):
        """The status with which a caller of this level is answered."""
        headers = self.headers(level) | {"If-Match": '"999"'}
        return self.ask(
            route.method, self.address(route, level), headers, body_of(route, self), query_of(route, self)
        ).status_code

    def token(self, level):
        return {"Authorization": f"Bearer {self.run['tokens'][level]}"}

    def assignments(self):
        found = self.ask("GET", f"/v1/assignments?department={DEPARTMENT}", self.token("supervisor")).json()["items"]
        return [item for item in found if item["number"] == self.number]

    def make_key(self, kind):
        wanted = {"kind": kind, "name": f"Trial of {kind}", "scopes": ["create", "read", "update"]}
        return self.ask("POST", "/v1/keys", self.token("administrator"), wanted).json()["key"]

    def headers(self, level):
        """What a caller of this level sends to say who it is."""
        if level == "anonymous":
            return {}
        if level == "resident":
            return {"Request-Pin": self.pin}
        if level == "department_system":
            return {"Authorization": f"Bearer {self.run['departments'][DEPARTMENT]['api_key']}"}
        if level in self.keys:
            return {"Authorization": f"Bearer {self.keys[level]}"}
        return self.token(f"{level}:{DEPARTMENT}" if level in MEMBERS else level)

    def address(self, route, level):
        """The route's address with the things of this world in it, and what is nowhere where a change would stay.

        Absent is who asks: others are for management to say.
        """
        ids = {"/v1/assignments/": self.assignment, "/v1/contacts/": self.contact}
        named = next((value for start, value in ids.items() if route.path.startswith(start)), NOT_THERE)
        things = {"number": self.number, "id": named, "subject": "nobody", "agency": "nowhere", "kind": "nowhere"}
        if route.path.endswith("/absence"):
            things["subject"] = f"{level}-{DEPARTMENT}"
        things |= {"department": DEPARTMENT, "unit": "nowhere", "office": "nowhere"}
        mine = "members" in route.path or route.path.endswith("access-review")
        things |= {"source": "department", "office": DEPARTMENT}
        things |= {"version": "1", "code": DEPARTMENT if mine else "nowhere", "service": "intake"}
        things |= {"name": "nowhere"} | ({"code": DEPARTMENT} if "webhooks" in route.path else {})
        if route.path.startswith("/v1/catalogue/"):
            things |= {"kind": "service_type", "id": self.draft}
        if route.path.startswith("/v1/records/files/"):
            things["id"] = str(example(route)["id"])
        return re.sub(r"{(\w+)}", lambda found: things[found[1]], route.path)


def body_of(route, world):
    """The example of the call, as far as it goes in the body."""
    if not route.has_body or route.batch or route.upload:
        return None
    mine = Parameters(route, route.find_call()).body
    here = {"into": world.number, "office": DEPARTMENT}
    said = {member: value for member, value in example(route).items() if member in mine}
    return said | {member: value for member, value in here.items() if member in mine & example(route).keys()}


def example(route):
    """The example of the call's message."""
    service, name = route.call_name.split(".")
    return json.loads((PROJECT / "services" / service / "examples" / f"{name}.request.json").read_text())


def query_of(route, world):
    """What the call needs of the query."""
    parameters = Parameters(route, route.find_call())
    members = {
        member: name for name, (member, _) in parameters.query.items() if parameters.schema.fields[member].required
    }
    found = {name: example(route)[member] for member, name in members.items()}
    return found | ({"seconds": 0} if route.stream else {})


@pytest.fixture(scope="module")
def world(running):
    return World(running)


@pytest.mark.parametrize("route", access.routes(), ids=lambda route: f"{route.method} {route.path}")
def test_an_address_refuses_whom_the_table_refuses_and_nobody_else(world, route):
    statuses = {level: world.try_as(level, route) for level in access.LEVELS}

    refusals = (*REFUSALS, 404) if route.path.startswith(HIDDEN) else REFUSALS
    refused = {level for level, status in statuses.items() if status in refusals}
    limited = {level for method, level in ONLY_THE_FIRST if method == route.method and route.path.endswith("{subject}")}
    if route.path.endswith(("/approve", "/reject")) and "catalogue" in route.path:
        limited |= BY_TURN
    assert refused - limited == {level for level in access.LEVELS if access.scope(route, level) is None}
    assert {level: status for level, status in statuses.items() if status >= 500} == {}
