"""Keys of systems at the gateway: ended within two seconds, their use told in batches, never shown."""

import time

import pytest

from deploy.processes import wait_until
from services.intake import contract as intake

LIST = "/v1/requests"


@pytest.fixture
def held(gateway):
    """A key that intake knows; `held.live` says whether it still does, `held.used` what it was told."""
    return Held(gateway)


class Held:
    def __init__(self, gateway):
        self.key = f"hub311_{time.time_ns()}"
        self.id = f"key-{time.time_ns()}"
        self.live = True
        self.used = []
        self.gateway = gateway
        answers = gateway.fakes["intake"].answers
        answers["check_key"] = self.check
        answers["note_key_use"] = self.note
        answers["find_requests"] = lambda message, caller: {"items": [], "next": None}

    def check(self, message, caller):
        if not self.live:
            raise intake.refusals.KeyNotFound
        return {"id": self.id, "client": "c1", "kind": "frontend", "name": "App", "department": None, "scopes": []}

    def note(self, message, caller):
        self.used += message["used"]
        return {"ended": [key for key in message["held"] if key == self.id and not self.live]}

    def ask(self):
        return self.gateway.ask("GET", LIST, headers={"Authorization": f"Bearer {self.key}"}).status_code


def test_a_key_that_has_ended_is_refused_within_two_seconds(held):
    assert held.ask() == 200

    held.live = False

    wait_until(lambda: held.ask() == 401, 2, "the end of the key")


def test_a_key_in_use_is_told_in_batches_not_by_request(held):
    for _ in range(20):
        held.ask()

    wait_until(lambda: held.id in held.used, 20, "the report of what was used")

    assert held.used.count(held.id) == 1


def test_a_key_goes_on_while_intake_does_not_say_whether_it_has_ended(held):
    held.ask()

    del held.gateway.fakes["intake"].answers["note_key_use"]

    wait_until(lambda: len(held.gateway.fakes["intake"].looks) > 1, 5, "two looks")
    assert held.ask() == 200


def test_a_key_stands_in_no_log_and_no_refusal(held, running):
    held.live = False

    answer = held.gateway.ask("GET", LIST, headers={"Authorization": f"Bearer {held.key}"})

    assert answer.status_code == 401
    assert held.key not in answer.text
    assert held.key not in held.gateway.log.read_text()
