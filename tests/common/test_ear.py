"""A running service hears: what cannot be read goes to the dead letters, what was heard is acknowledged."""

import os
import signal
import uuid

import pytest
from kombu import Connection

from deploy.processes import wait_until
from services.common import envelope
from services.common.envelope import Event
from tests.brokers import VirtualHosts, publish, take
from tests.common import probing
from tests.databases import SqliteFiles
from tests.running import Services

NUMBER = "482-913-0757"
UNREADABLE = {
    "not JSON": b"{",
    "a list": b"[]",
    "bytes that are not UTF-8": b"\xff",
    "a subject with NUL": b'{"id": "a", "source": "a", "type": "hub311.intake.a.v1", "subject": "a\\u0000b",'
    b' "sequence": "1", "time": "", "data": {}}',
}


@pytest.fixture(scope="module")
def virtual_host(amqp_uri):
    """A virtual host for the tests of this file."""
    with VirtualHosts(amqp_uri, os.environ.get("HUB311_TEST_AMQP_ADMIN", "")) as hosts:
        uri = hosts.make()
        probing.prepare_queues(uri)
        yield uri


@pytest.fixture(scope="module")
def running(virtual_host, tmp_path_factory):
    """A probe that hears intake, for the tests of this file."""
    services = Services(tmp_path_factory.mktemp("probe"))
    url = SqliteFiles(services.folder).make()
    probing.prepare_tables(url)
    yield probing.start(services, virtual_host, url)
    services.stop_all()


@pytest.fixture
def probe(running):
    """That probe, ready again whatever the test before has done to it."""
    if running.ended:
        running.start()
    return running


@pytest.fixture
def subject():
    """A subject that no other test speaks of."""
    return uuid.uuid4().hex


def an_event(sequence, subject=NUMBER):
    """An event of intake as it stands on the wire."""
    return envelope.dumps(envelope.write(Event("request_opened", subject, {}), "intake", sequence))


def wait_until_heard(probe, subject, *sequences):
    """Wait until the probe has noted these sequences of a subject, in this order and each once."""
    wanted = [f"{subject} {n}" for n in sequences]

    def heard():
        return [line for line in probing.lines(probe.log.parent, "heard") if line.startswith(subject)]

    wait_until(lambda: len(heard()) >= len(wanted), 30, f"{len(wanted)} events of {subject} heard")
    assert heard() == wanted


def say(uri, *bodies):
    """Publish on intake's exchange."""
    for body in bodies:
        publish(uri, "intake.events", "request_opened.none.none", body)


def waiting_in(uri, queue):
    """How many messages are in a queue, those that nobody has acknowledged left out."""
    with Connection(uri) as connection:
        return connection.channel().queue_declare(queue, passive=True).message_count


def test_events_are_heard_in_order_and_acknowledged(probe, virtual_host, subject):
    say(virtual_host, *(an_event(n, subject) for n in range(1, 31)))

    wait_until_heard(probe, subject, *range(1, 31))
    probe.send(signal.SIGTERM)
    probe.wait_ended()
    assert waiting_in(virtual_host, "probe.inbox") == 0


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_the_next_event_is_heard_and_the_dead_letters_hold(probe, virtual_host, subject, body):
    dead = waiting_in(virtual_host, "hub311.dead")

    say(virtual_host, body, an_event(1, subject))

    wait_until_heard(probe, subject, 1)
    wait_until(lambda: waiting_in(virtual_host, "hub311.dead") == dead + 1, 10, "the dead letter")


def test_events_that_arrive_while_the_service_is_away_are_heard_at_its_return(probe, virtual_host, subject):
    probe.kill()
    say(virtual_host, *(an_event(n, subject) for n in range(1, 4)))

    probe.start()

    wait_until_heard(probe, subject, 1, 2, 3)


def test_an_event_that_arrives_twice_on_the_wire_is_heard_once(probe, virtual_host, subject):
    event, known = an_event(1, subject), 'events_heard_total{outcome="known",source="any"}'
    before = probe.metric(known)

    say(virtual_host, event, event, an_event(2, subject))

    wait_until_heard(probe, subject, 1, 2)
    probe.wait_for_metric(known, before + 1)


def test_a_service_connects_again_after_the_broker_was_away(failing_broker, services):
    with VirtualHosts(failing_broker.amqp_uri, failing_broker.admin_url) as hosts:
        uri = hosts.make()
        probing.prepare_queues(uri)
        [names] = failing_broker.folder.glob("data/*/quorum/*/names.dets")
        host = uri.rpartition("/")[2].encode()
        wait_until(lambda: host + b"_probe.inbox" in names.read_bytes(), 10, "the queue's name on disk")
        url = SqliteFiles(services.folder).make()
        probing.prepare_tables(url)
        probe = probing.start(services, uri, url)

        failing_broker.kill()
        wait_until(lambda: not probe.is_ready, 15, "a probe that says that it is not ready")
        failing_broker.start()
        probe.wait_ready(30)
        say(uri, an_event(1))

        wait_until_heard(probe, NUMBER, 1)
        assert take(uri, "hub311.dead") == []
        services.stop_all()


def test_an_error_that_nobody_foresaw_does_not_pass_for_success(on_postgresql, amqp_uri, services):
    url = on_postgresql.empty()
    probing.prepare_tables(url)
    with VirtualHosts(amqp_uri, os.environ.get("HUB311_TEST_AMQP_ADMIN", "")) as hosts:
        uri = hosts.make()
        probing.prepare_queues(uri)
        probe = probing.start(services, uri, url)
        on_postgresql.run(url, "ALTER TABLE inbox RENAME TO hidden")
        say(uri, an_event(1))
        wait_until(lambda: "could not be taken" in probe.log.read_text(), 30, "the error in the log")

        on_postgresql.run(url, "ALTER TABLE hidden RENAME TO inbox")

        wait_until_heard(probe, NUMBER, 1)
        services.stop_all()
