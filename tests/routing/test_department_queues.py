"""Departments' queues on a real broker: what is in them, who may read them, and what happens when one is lost."""

import pytest
from amqp.exceptions import AccessRefused, NotFound
from kombu import Connection, Queue

from deploy.processes import wait_until
from services.common.caller import Caller
from services.common.errors import Forbidden
from tests.brokers import events_of, take, wait_for_messages
from tests.routing.running import ADMINISTRATOR, SUPERVISOR, requests

FINANCE = Caller("system", "key-3", department="finance")
DOT = Caller("system", "key-1", department="dot")
DONE = {"code": "done", "text": "The ticket is waived."}


def test_a_departments_account_reads_its_own_queue_and_nothing_else(routing):
    routing.start()
    access = routing.call("provision_department", ADMINISTRATOR, code="dot")

    with Connection(access["amqp_uri"]) as connection:
        Queue(access["queue"], no_declare=True)(connection.channel()).get(no_ack=True)
        for forbidden in (_read_another, _publish, _declare, _bind):
            with pytest.raises(AccessRefused):
                forbidden(connection.channel())


def _read_another(channel):
    channel.basic_consume("department.waste")


def _publish(channel):
    from amqp import Message

    channel.confirm_select()
    channel.basic_publish(Message("{}"), "routing.events", "request_assigned.dot.none")
    channel.basic_publish_confirm(Message("{}"), "routing.events", "request_assigned.dot.none")


def _declare(channel):
    channel.queue_declare("department.dot.mine")


def _bind(channel):
    channel.queue_bind("department.dot", "routing.events", "#")


def test_a_new_password_ends_the_old_one(routing):
    from amqp.exceptions import AccessRefused as Refused

    routing.start()
    old = routing.call("provision_department", ADMINISTRATOR, code="dot")["amqp_uri"]
    routing.call("provision_department", ADMINISTRATOR, code="dot")

    with pytest.raises(Refused), Connection(old) as connection:
        connection.connect()


def test_only_an_administrator_gives_accounts(routing):
    routing.start()

    with pytest.raises(Forbidden):
        routing.call("provision_department", SUPERVISOR, code="dot")


def test_every_department_has_a_queue_that_holds_only_its_own_events(routing):
    routing.start()
    routing.open(*requests(3))
    wait_for_messages(routing.uri, 3, "department.finance")

    wait_until(lambda: has_queue(routing, "department.waste"), 20, "the queue of waste")

    assert take(routing.uri, "department.waste") == []


def test_a_queue_that_somebody_deleted_is_made_again_and_counted(routing):
    running = routing.start(HUB311_QUEUE_LOOK_SECONDS="0.2")
    wait_until(lambda: has_queue(routing, "department.waste"), 20, "the queue of waste")

    def break_and_look():
        with Connection(routing.uri) as connection:
            connection.channel().queue_delete("department.waste")
            connection.channel().queue_unbind("department.dot", "routing.events", "*.dot.#")
        return running.metric("department_queues_mended_total") >= 2

    wait_until(break_and_look, 60, "both kinds of repair to be counted")
    wait_until(lambda: has_queue(routing, "department.waste"), 20, "the queue of waste to be back")


def has_queue(routing, name):
    with Connection(routing.uri) as connection:
        try:
            connection.channel().queue_declare(name, passive=True)
        except NotFound:
            return False
    return True


def test_the_queue_and_the_feed_hold_the_same_messages_by_position(routing):
    routing.start()
    routing.open(*requests(120))

    queued = events_of(wait_for_messages(routing.uri, 120, "department.finance"))

    feed = routing.call("list_feed", FINANCE, limit=250)
    assert queued == feed["items"]
    assert [event["position"] for event in queued] == list(range(1, 121))
