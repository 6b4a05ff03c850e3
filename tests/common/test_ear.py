"""A running service hears: what cannot be read goes to the dead letters, what was heard is acknowledged."""

import signal

import pytest
from kombu import Connection

from deploy.processes import wait_until
from services.common import envelope
from services.common.envelope import Event
from tests.brokers import VirtualHosts, publish, take
from tests.common import probing
from tests.databases import SqliteFiles

NUMBER = "482-913-0757"


@pytest.fixture
def probe(virtual_host, services):
    """A probe that hears intake."""
    url = SqliteFiles(services.folder).make()
    probing.prepare_tables(url)
    probing.prepare_queues(virtual_host)
    return probing.start(services, virtual_host, url)


def an_event(sequence, subject=NUMBER):
    """An event of intake as it stands on the wire."""
    return envelope.dumps(envelope.write(Event("request_opened", subject, {}), "intake", sequence))


def say(uri, *bodies):
    """Publish on intake's exchange."""
    for body in bodies:
        publish(uri, "intake.events", "request_opened.none.none", body)


def waiting_in(uri, queue):
    """How many messages are in a queue, those that nobody has acknowledged left out."""
    with Connection(uri) as connection:
        return connection.channel().queue_declare(queue, passive=True).message_count


def test_events_are_heard_in_order_and_acknowledged(probe, virtual_host, services):
    say(virtual_host, *(an_event(n) for n in range(1, 31)))

    assert probing.wait_for_lines(services.folder, "heard", 30) == [f"{NUMBER} {n}" for n in range(1, 31)]
    probe.send(signal.SIGTERM)
    probe.wait_ended()
    assert waiting_in(virtual_host, "probe.inbox") == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", an_event(1).replace(NUMBER.encode(), b"a\\u0000b")], ids=str)
def test_what_cannot_be_read_goes_to_the_dead_letters_and_the_next_is_heard(probe, virtual_host, services, body):
    say(virtual_host, body, an_event(1))

    assert probing.wait_for_lines(services.folder, "heard", 1) == [f"{NUMBER} 1"]
    wait_until(lambda: waiting_in(virtual_host, "hub311.dead") == 1, 10, "the dead letter")
    assert probe.metric("dead_letters_total") == 1


def test_events_that_arrive_while_the_service_is_away_are_heard_at_its_return(probe, virtual_host, services):
    probe.kill()
    say(virtual_host, *(an_event(n) for n in range(1, 4)))

    probe.start()

    assert probing.wait_for_lines(services.folder, "heard", 3) == [f"{NUMBER} {n}" for n in (1, 2, 3)]


def test_an_event_that_arrives_twice_on_the_wire_is_heard_once(probe, virtual_host, services):
    event = an_event(1)

    say(virtual_host, event, event, an_event(2))

    assert probing.wait_for_lines(services.folder, "heard", 2) == [f"{NUMBER} 1", f"{NUMBER} 2"]
    probe.wait_for_metric('events_heard_total{outcome="known",source="any"}', 1)


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

        assert probing.wait_for_lines(services.folder, "heard", 1) == [f"{NUMBER} 1"]
        assert take(uri, "hub311.dead") == []
        services.stop_all()


def test_an_error_that_nobody_foresaw_does_not_pass_for_success(on_postgresql, virtual_host, services):
    url = on_postgresql.empty()
    probing.prepare_tables(url)
    probing.prepare_queues(virtual_host)
    probe = probing.start(services, virtual_host, url)
    on_postgresql.run(url, "ALTER TABLE inbox RENAME TO hidden")
    say(virtual_host, an_event(1))
    wait_until(lambda: "could not be taken" in probe.log.read_text(), 20, "the error in the log")

    on_postgresql.run(url, "ALTER TABLE hidden RENAME TO inbox")

    assert probing.wait_for_lines(services.folder, "heard", 1) == [f"{NUMBER} 1"]
