"""The relay: what was committed reaches the broker, in order and for good, whatever dies meanwhile."""

import signal

import pytest

from deploy.processes import wait_until
from services.common import outbox
from services.common.database import Store, engine_for
from services.common.envelope import Event
from tests.brokers import VirtualHosts, bind_reader, events_of, take, wait_for_messages
from tests.common import probing
from tests.common.ledger import NUMBER, OTHER


@pytest.fixture
def probe_url(databases):
    """A database with the probe's tables."""
    url = databases.empty()
    probing.prepare_tables(url)
    return url


@pytest.fixture
def writer(probe_url):
    """The probe's database as another process of the service would write to it."""
    store = Store(engine_for(probe_url), "probe")
    yield store
    store.engine.dispose()


@pytest.fixture
def reader(virtual_host):
    """A broker on which somebody reads all that the probe says."""
    probing.prepare_queues(virtual_host)
    bind_reader(virtual_host, "probe.events")
    return virtual_host


def say(store, subject, count):
    """Commit events about a subject, a transaction each."""
    for _ in range(count):
        with store.transaction() as session:
            outbox.say(session, [Event("tested", subject, {})])


def left(store):
    """How many events the broker has not confirmed."""
    with store.reading() as session:
        return len(outbox.unpublished(session, 10000))


def sequences(events, subject=NUMBER):
    """The sequences of a subject in the order of their first arrival."""
    found = [int(e["sequence"]) for e in events if e["subject"] == subject]
    return probing.first_occurrences(found)


def test_what_was_said_is_published_in_order(reader, probe_url, writer, services):
    probing.start(services, reader, probe_url)

    with writer.transaction() as session:
        outbox.say(session, [Event("tested", subject, {}) for subject in [NUMBER, OTHER] * 300])

    events = events_of(wait_for_messages(reader, 600))
    assert sequences(events) == sequences(events, OTHER) == list(range(1, 301))


def test_a_published_event_is_persistent_json_known_by_its_id(reader, probe_url, writer, services):
    probing.start(services, reader, probe_url)

    say(writer, NUMBER, 1)

    [message] = wait_for_messages(reader, 1)
    assert message.properties["delivery_mode"] == 2
    assert message.properties["content_type"] == "application/json"
    assert [message.properties["message_id"]] == [event["id"] for event in events_of([message])]


def test_what_was_said_before_the_start_is_published(reader, probe_url, writer, services):
    say(writer, NUMBER, 3)

    probing.start(services, reader, probe_url)

    assert sequences(events_of(wait_for_messages(reader, 3))) == [1, 2, 3]


def test_an_event_that_no_queue_takes_is_noticed_and_stays_until_one_does(virtual_host, probe_url, writer, services):
    probing.prepare_queues(virtual_host)
    probe = probing.start(services, virtual_host, probe_url)
    say(writer, NUMBER, 1)
    probe.wait_for_metric("events_unrouted_total", 1)

    bind_reader(virtual_host, "probe.events")

    assert sequences(events_of(wait_for_messages(virtual_host, 1))) == [1]
    wait_until(lambda: left(writer) == 0, 10, "the event confirmed")


def test_the_relay_says_what_it_has_published_when_it_is_stopped(reader, probe_url, writer, services):
    probe = probing.start(services, reader, probe_url)
    say(writer, NUMBER, 1)
    wait_until(lambda: left(writer) == 0, 10, "the relay at work")
    say(writer, NUMBER, 20)

    probe.send(signal.SIGTERM)
    probe.wait_ended()

    assert left(writer) == 0
    assert sequences(events_of(take(reader))) == list(range(1, 22))


def test_a_process_whose_database_is_away_ends_when_it_is_told(on_postgresql, reader, probe_url, writer, services):
    probe = probing.start(services, reader, probe_url)
    say(writer, NUMBER, 1)
    wait_for_messages(reader, 1)
    on_postgresql.place.drop(probe_url)

    probe.send(signal.SIGTERM)

    assert probe.wait_ended(20) == 0


def test_one_of_two_processes_publishes_and_the_other_takes_over_when_it_is_killed(
    on_postgresql, reader, probe_url, writer, services
):
    both = [probing.start(services, reader, probe_url) for _ in range(2)]
    wait_until(lambda: sorted(p.metric("relay_active") for p in both) == [0, 1], 10, "one active relay")
    active, idle = sorted(both, key=lambda p: -p.metric("relay_active"))
    say(writer, NUMBER, 50)

    active.kill()
    say(writer, NUMBER, 50)

    idle.wait_for_metric("relay_active", 1, 5)
    assert sequences(events_of(wait_for_messages(reader, 100))) == list(range(1, 101))


def test_a_relay_that_loses_its_lock_publishes_no_longer(on_postgresql, reader, probe_url, writer, services):
    both = [probing.start(services, reader, probe_url) for _ in range(2)]
    wait_until(lambda: sorted(p.metric("relay_active") for p in both) == [0, 1], 10, "one active relay")

    end_lock_holder(writer)

    wait_until(lambda: locks(writer) == 1, 10, "a relay that holds the lock again")
    wait_until(lambda: sum(p.metric("relay_active") for p in both) == 1, 10, "one active relay again")
    say(writer, NUMBER, 30)
    assert sequences(events_of(wait_for_messages(reader, 30))) == list(range(1, 31))


def locks(store):
    """How many sessions hold an advisory lock in this database."""
    query = (
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
        " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
    )
    with store.reading() as session:
        return session.connection().exec_driver_sql(query).scalar_one()


def end_lock_holder(store):
    """Cut the connection that holds the lock, as a firewall or an administrator would."""
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database"
        " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
    )
    with store.reading() as session:
        assert session.connection().exec_driver_sql(query).scalars().all() == [True]


def test_a_second_process_on_sqlite_is_refused_with_a_sentence(reader, probe_url, databases, services):
    if databases.kind != "sqlite":
        pytest.skip("PostgreSQL takes several processes")
    probing.start(services, reader, probe_url)
    settings = {"PROBE_FOLDER": str(services.folder)}
    second = services.prepare("probe", reader, probe_url, probing.TARGET, **settings).start(ready=False)

    status = second.wait_ended()

    assert status != 0
    assert "another process already serves" in second.log.read_text()


class TestABrokerThatFails:
    """The broker of these tests is killed, comes back, and runs out of memory."""

    @pytest.fixture
    def reader(self, failing_broker):
        """A virtual host of that broker; its queue is written down, so that it survives a kill."""
        with VirtualHosts(failing_broker.amqp_uri, failing_broker.admin_url) as hosts:
            uri = hosts.make()
            probing.prepare_queues(uri)
            bind_reader(uri, "probe.events")
            [names] = failing_broker.folder.glob("data/*/quorum/*/names.dets")
            host = uri.rpartition("/")[2].encode()
            wait_until(lambda: host + b"_reader" in names.read_bytes(), 10, "the queue's name on disk")
            yield uri

    def test_nothing_is_lost_when_the_broker_is_killed_and_comes_back(
        self, failing_broker, reader, probe_url, writer, services
    ):
        probe = probing.start(services, reader, probe_url)
        say(writer, NUMBER, 100)

        failing_broker.kill()
        say(writer, NUMBER, 100)
        failing_broker.start()

        wait_until(lambda: left(writer) == 0, 30, "everything confirmed")
        assert sequences(events_of(take(reader))) == list(range(1, 201))
        assert not probe.ended
        probe.wait_ready()

    def test_publishing_goes_on_after_a_memory_alarm(self, failing_broker, reader, probe_url, writer, services):
        probe = probing.start(services, reader, probe_url)
        say(writer, NUMBER, 1)
        wait_until(lambda: left(writer) == 0, 10, "the relay connected")

        failing_broker.ctl("set_vm_memory_high_watermark", "absolute", "1MB")
        say(writer, NUMBER, 20)
        wait_until(lambda: "the relay waits for the broker" in probe.log.read_text(), 20, "a timeout of the relay")
        unconfirmed = left(writer)
        failing_broker.ctl("set_vm_memory_high_watermark", "0.6")

        assert unconfirmed == 20
        wait_until(lambda: left(writer) == 0, 30, "everything confirmed")
        assert sequences(events_of(take(reader))) == list(range(1, 22))
