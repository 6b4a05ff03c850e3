"""Webhooks of a running service: who may set them, and bad receivers beside a good one."""

import pytest

from deploy.processes import wait_until
from services.common.caller import Caller
from services.common.errors import Forbidden
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.contract.webhooks import AddressRefused, DeadLetterNotFound
from tests.routing.receiver import Receiver
from tests.routing.running import AGENT, DOT, requests

FINANCE = Caller("system", "key-3", department="finance")
BAD = ("silent", "redirect", "endless", "drip")


@pytest.fixture
def receivers():
    made = {habit: Receiver(habit) for habit in ("200", *BAD)}
    made["redirect"].lead_to = made["200"].url
    yield made
    for receiver in made.values():
        receiver.stop()


def a_webhook(routing, name, url, caller=FINANCE, **more):
    return routing.call("set_webhook", caller, code="finance", name=name, url=url, **more)


def reasons(routing):
    return {hook["name"]: hook["reason"] for hook in routing.call("list_webhooks", FINANCE)["items"]}


def test_bad_receivers_hold_up_nobody_and_are_seen(routing, receivers):
    running = routing.start(HUB311_WEBHOOK_NETWORKS="127.0.0.0/8", HUB311_WEBHOOK_WAIT_SECONDS="0.1")
    for habit, receiver in receivers.items():
        a_webhook(routing, "good" if habit == "200" else habit, receiver.url)
    routing.open(*requests(60))

    wait_until(lambda: len(receivers["200"].posts) >= 60, 30, "the good receiver to have everything")
    wait_until(lambda: reasons(routing)["redirect"] == "redirect", 10, "the redirect to be seen")
    wait_until(lambda: len(receivers["endless"].posts) >= 60, 30, "the endless receiver to have everything")
    wait_until(lambda: running.metric('webhook_lag_events{department="finance"}') >= 59, 30, "the lag to be counted")

    assert receivers["200"].positions[:60] == list(range(1, 61))
    assert {len(receivers[habit].posts) for habit in ("silent", "drip")} <= {1, 2}
    assert {post["path"] for post in receivers["200"].posts} == {"/hub311"}  # nobody followed the redirect


def test_a_department_sees_and_sets_its_own_webhooks_alone(routing):
    routing.start(HUB311_WEBHOOK_NETWORKS="127.0.0.0/8")
    a_webhook(routing, "orders", "http://127.0.0.1:9/hub311")

    with pytest.raises(AddressRefused):
        a_webhook(routing, "orders", "http://10.0.0.1/hub311")
    for call in ("set_webhook", "remove_webhook", "renew_webhook_secret", "replay_webhook"):
        more = {"url": "http://127.0.0.1:9/"} if call == "set_webhook" else {}
        more |= {"after": 0} if call == "replay_webhook" else {}
        with pytest.raises(DepartmentNotFound):
            routing.call(call, DOT, code="finance", name="orders", **more)
        with pytest.raises(Forbidden):
            routing.call(call, AGENT, code="finance", name="orders", **more)
    for call in ("list_webhooks", "list_dead_letters"):
        with pytest.raises(DepartmentNotFound):
            routing.call(call, DOT, department="finance")
    with pytest.raises(DeadLetterNotFound):
        routing.call("replay_dead_letter", DOT, id="none")

    assert routing.call("list_webhooks", DOT)["items"] == []
    assert [hook["name"] for hook in routing.call("list_webhooks", FINANCE)["items"]] == ["orders"]
