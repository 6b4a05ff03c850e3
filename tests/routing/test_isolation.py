"""What is one department's reaches no other: over calls, over AMQP, by webhook, after work changed hands."""

import pytest
from amqp.exceptions import AccessRefused
from kombu import Connection, Queue

from deploy.processes import settles, wait_until
from services.common.caller import Caller
from services.common.errors import NotFound
from services.routing.contract.reconciliation import ReconciliationNotFound
from services.routing.contract.refusals import AssignmentNotFound, DepartmentNotFound
from services.routing.feed.accounts import Management
from tests.routing.receiver import Receiver
from tests.routing.running import ADMINISTRATOR, SUPERVISOR, requests
from tests.routing.test_department_queues import has_queue

FINANCE = Caller("system", "key-3", department="finance")
LIBRARIES = Caller("system", "key-4", department="libraries")
BOTH = {"finance": FINANCE, "libraries": LIBRARIES}


def consumed(uri, queue):
    """Everything in a queue, taken with the department's own account."""
    found = []
    with Connection(uri) as connection:
        bound = Queue(queue, no_declare=True)(connection.channel())

        def take():
            while message := bound.get(no_ack=True, accept=["json"]):
                found.append(message.payload)
            return any(event["type"].endswith(("withdrawn.v1", "assigned.v1")) for event in found)

        settles(take, 10)
    return found


def test_after_a_change_of_hands_each_side_has_its_own_and_nothing_else(routing):
    receivers = {code: Receiver() for code in BOTH}
    routing.start(HUB311_WEBHOOK_NETWORKS="127.0.0.0/8")
    access = {code: routing.call("provision_department", ADMINISTRATOR, code=code) for code in BOTH}
    for code, receiver in receivers.items():
        routing.call("set_webhook", BOTH[code], code=code, name="orders", url=receiver.url)
    routing.open(*requests(3))
    moved = routing.wait_for_work(3, FINANCE)[0]
    routing.call("reassign_assignment", SUPERVISOR, id=moved["id"], department="libraries", reason="Theirs")
    feeds = {"finance": routing.wait_for_feed(4, FINANCE), "libraries": routing.wait_for_feed(1, LIBRARIES)}

    wait_until(lambda: len(receivers["finance"].posts) >= 4, 20, "the webhook of finance")
    wait_until(lambda: len(receivers["libraries"].posts) >= 1, 20, "the webhook of libraries")
    for code, feed in feeds.items():
        queued = consumed(access[code]["amqp_uri"], access[code]["queue"])
        posted = [post["event"] for post in receivers[code].posts]
        assert queued == posted == feed
        assert {event["data"]["department"] for event in feed} == {code}
    kinds = {code: [event["type"].split(".")[2] for event in feed] for code, feed in feeds.items()}
    assert kinds == {"finance": ["request_assigned"] * 3 + ["assignment_withdrawn"], "libraries": ["request_assigned"]}
    [theirs] = routing.wait_for_work(1, LIBRARIES)
    _see_nothing_of_another(routing, FINANCE, "libraries", theirs["id"])
    _see_nothing_of_another(routing, LIBRARIES, "finance", moved["id"])
    for receiver in receivers.values():
        receiver.stop()


def _see_nothing_of_another(routing, caller, other, assignment):
    """Every call that names a department or one of its objects says that there is none."""
    mine = routing.call("open_reconciliation", BOTH[other], position=0)["id"]
    for call in ("list_assignments", "list_feed", "read_feed_status", "list_webhooks", "list_dead_letters",
                 "list_reconciliations"):  # fmt: skip
        with pytest.raises(DepartmentNotFound):
            routing.call(call, caller, department=other)
    with pytest.raises(DepartmentNotFound):
        routing.call("open_reconciliation", caller, department=other, position=0)
    for call in ("finish_reconciliation", "list_differences"):
        with pytest.raises(ReconciliationNotFound):
            routing.call(call, caller, id=mine)
    steps = {"read": {}, "accept": {}, "resume": {}, "note": {"text": "?"}, "hold": {"reason": "?"},
             "return": {"reason": "?"}, "complete": {"code": "done", "text": "?"}}  # fmt: skip
    for step, said in steps.items():
        with pytest.raises(AssignmentNotFound):
            routing.call(f"{step}_assignment", caller, id=assignment, **said)


def test_a_department_that_is_out_of_use_loses_its_queue_its_account_and_its_webhooks(routing):
    routing.start(HUB311_QUEUE_LOOK_SECONDS="0.2", HUB311_WEBHOOK_NETWORKS="127.0.0.0/8")
    access = routing.call("provision_department", ADMINISTRATOR, code="libraries")
    routing.call("set_webhook", LIBRARIES, code="libraries", name="orders", url="http://127.0.0.1:9/")

    _take_out_of_use(routing, "libraries")
    wait_until(lambda: not has_queue(routing, "department.libraries"), 20, "the queue to be gone")
    wait_until(lambda: not routing.call("list_webhooks", ADMINISTRATOR)["items"], 20, "the webhook to be gone")

    with pytest.raises(AccessRefused), Connection(access["amqp_uri"]) as connection:
        connection.connect()
    with pytest.raises(NotFound):
        routing.call("provision_department", ADMINISTRATOR, code="libraries")


def _take_out_of_use(routing, code):
    from services.common.database import Store, engine_for
    from services.routing.catalogue.entries import store_entries

    store = Store(engine_for(routing.routing_url), "routing")
    with store.transaction() as session:
        store_entries(session, "department", {code: {"code": code, "name": {"en": "Libraries"}, "active": False}})
    store.engine.dispose()


def test_two_systems_on_one_broker_do_not_share_the_accounts_of_departments():
    admin = "http://guest:guest@broker.example:15672"
    county = Management(admin, "amqp://guest:guest@broker.example:5672/")
    training = Management(admin, "amqp://guest:guest@broker.example:5672/training")

    names = [system.user_of("dot") for system in (county, training)]

    assert names == ["department-dot", "department-dot.training"]
