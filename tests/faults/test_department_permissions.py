"""A department's account on the broker reads its own queue and can do nothing else: shown by real connections."""

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
from amqp import Channel, Message
from amqp.exceptions import AccessRefused, NotAllowed
from kombu import Connection


@pytest.fixture(scope="session")
def access(stack) -> dict:
    """run.json's entry of two departments, by code."""
    known = stack.run_json["departments"]
    mine, theirs = sorted(known)[:2]
    return {"mine": known[mine], "theirs": known[theirs]}


@pytest.fixture
def channel(access) -> Iterator[Channel]:
    """A channel of the department's own account."""
    with Connection(access["mine"]["amqp_uri"], connect_timeout=5) as connection:
        yield connection.channel()


def published(channel: Channel, exchange: str, routing_key: str) -> None:
    """Publish and wait for what the broker says to it."""
    channel.confirm_select()
    channel.basic_publish_confirm(Message("{}"), exchange, routing_key)


def test_a_department_may_take_from_its_own_queue(channel, access):
    tag = channel.basic_consume(access["mine"]["queue"], callback=lambda message: None)

    assert tag


FORBIDDEN = {
    "consume another department's queue": lambda ch, a: ch.basic_consume(a["theirs"]["queue"], callback=print),
    "get from another department's queue": lambda ch, a: ch.basic_get(a["theirs"]["queue"]),
    "empty another department's queue": lambda ch, a: ch.queue_purge(a["theirs"]["queue"]),
    "consume a service's inbox": lambda ch, a: ch.basic_consume("intake.inbox", callback=print),
    "consume a service's calls": lambda ch, a: ch.basic_consume("rpc-intake", callback=print),
    "consume the dead letters": lambda ch, a: ch.basic_consume("hub311.dead", callback=print),
    "say an event of routing": lambda ch, a: published(ch, "routing.events", "request_assigned.parks.none"),
    "say an event of intake": lambda ch, a: published(ch, "intake.events", "request_opened.none.none"),
    "call a service": lambda ch, a: published(ch, "nameko-rpc", "intake.open_request"),
    "put something into its own queue": lambda ch, a: published(ch, "", a["mine"]["queue"]),
    "put something into another's queue": lambda ch, a: published(ch, "", a["theirs"]["queue"]),
    "put something on a predefined exchange": lambda ch, a: published(ch, "amq.topic", "request_assigned.parks.none"),
    "declare a queue": lambda ch, a: ch.queue_declare("department.mine", durable=True),
    "declare a queue with a name from the broker": lambda ch, a: ch.queue_declare("", exclusive=True),
    "declare an exchange": lambda ch, a: ch.exchange_declare("own.events", "topic"),
    "bind its queue to all that is said": lambda ch, a: ch.queue_bind(a["mine"]["queue"], "intake.events", "#"),
    "unbind its queue": lambda ch, a: ch.queue_unbind(a["mine"]["queue"], "routing.events", "#"),
    "bind an exchange": lambda ch, a: ch.exchange_bind("amq.fanout", "intake.events", "#"),
    "delete its own queue": lambda ch, a: ch.queue_delete(a["mine"]["queue"]),
    "delete another's queue": lambda ch, a: ch.queue_delete(a["theirs"]["queue"]),
    "delete an exchange": lambda ch, a: ch.exchange_delete("routing.events"),
}


@pytest.mark.parametrize("attempt", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_department_may_not(channel, access, attempt):
    with pytest.raises(AccessRefused):
        attempt(channel, access)


def changed(uri: str, **parts: str) -> str:
    """The uri with another user, password or path."""
    split = urlsplit(uri)
    user, password = parts.get("user", split.username), parts.get("password", split.password)
    netloc = f"{user}:{password}@{split.hostname}:{split.port}"
    return urlunsplit((split.scheme, netloc, parts.get("path", split.path), "", ""))


@pytest.mark.parametrize("others", [False, True], ids=["a wrong one", "another department's"])
def test_a_department_may_not_enter_with_another_password(access, others):
    password = urlsplit(access["theirs"]["amqp_uri"]).password if others else "wrong"

    with pytest.raises(AccessRefused), Connection(changed(access["mine"]["amqp_uri"], password=password)) as entered:
        entered.connect()


def test_a_department_may_not_enter_the_broker_s_other_rooms(access):
    with pytest.raises((NotAllowed, AccessRefused)), Connection(changed(access["mine"]["amqp_uri"], path="/%2F")) as it:
        it.connect()


def test_the_guest_account_of_a_fresh_broker_is_not_there(access):
    with (
        pytest.raises(AccessRefused),
        Connection(changed(access["mine"]["amqp_uri"], user="guest", password="guest")) as it,
    ):
        it.connect()
