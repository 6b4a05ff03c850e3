"""A private RabbitMQ node: its own ports, data that survive a kill, nothing left behind."""

import signal
import subprocess
import sys

import kombu
import pytest
import requests

from deploy import ports, processes
from deploy.broker import PrivateBroker
from deploy.broker.node import BrokerInUse

OWNER = """
import sys, time
from deploy.broker import PrivateBroker
broker = PrivateBroker(sys.argv[1])
broker.start()
print(broker.pid, *broker.ports.values(), flush=True)
time.sleep(60)
"""

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    broker = PrivateBroker(tmp_path_factory.mktemp("broker"))
    broker.start()
    yield broker
    broker.discard()


def durable_queue(connection):
    queue = kombu.Queue("letters", durable=True, queue_arguments={"x-queue-type": "quorum"})
    return queue.bind(connection.channel())


def wait_until_written_down(broker, name):
    """RabbitMQ writes the names of new quorum queues half a second late and loses them otherwise."""
    [names] = broker.folder.glob("data/*/quorum/*/names.dets")
    processes.wait_until(lambda: name in names.read_bytes(), 10, "the queue's name on disk")


def test_a_message_survives_a_power_failure_of_the_broker(broker):
    with kombu.Connection(broker.amqp_uri, transport_options={"confirm_publish": True}) as connection:
        durable_queue(connection).declare()
        wait_until_written_down(broker, b"letters")
        connection.Producer().publish({"number": "482-913-0757"}, routing_key="letters", delivery_mode=2)

    broker.kill()
    broker.start()

    with kombu.Connection(broker.amqp_uri) as connection:
        assert durable_queue(connection).get().payload == {"number": "482-913-0757"}


def test_the_management_interface_makes_users_for_departments(broker):
    answer = requests.put(f"{broker.admin_url}/api/users/dot", json={"password": "x", "tags": ""}, timeout=10)

    assert answer.status_code == 201


def test_a_memory_alarm_can_be_raised_and_lifted(broker):
    broker.ctl("set_vm_memory_high_watermark", "absolute", "1MB")
    raised = broker.ctl("eval", "rabbit_alarm:get_alarms().")
    broker.ctl("set_vm_memory_high_watermark", "0.6")

    assert "memory" in raised


def test_nobody_else_may_start_in_the_folder_of_a_running_broker(broker):
    second = f"from deploy.broker import PrivateBroker; PrivateBroker({str(broker.folder)!r}).start()"

    refused = subprocess.run([sys.executable, "-c", second], capture_output=True, text=True, timeout=60)

    assert BrokerInUse.__name__ in refused.stderr


def test_a_stopped_broker_leaves_no_process_and_no_port(tmp_path):
    broker = PrivateBroker(tmp_path)
    broker.start()
    family = [processes.identify(pid) for pid in processes.list_descendants(broker.pid)]
    family += [processes.identify(process.pid) for process in broker._processes.values()]

    broker.stop()

    assert not any(map(processes.is_alive, family))
    assert all(map(ports.is_free, broker.ports.values()))


def test_a_broker_whose_owner_was_killed_is_found_gone_and_starts_again(tmp_path):
    owner = subprocess.Popen([sys.executable, "-c", OWNER, tmp_path], stdout=subprocess.PIPE, text=True)
    pid, *taken = map(int, owner.stdout.readline().split())
    node = processes.identify(pid)

    owner.kill()
    owner.wait()
    heir = PrivateBroker(tmp_path)
    heir.start()

    assert not processes.is_alive(node)
    assert sorted(heir.ports.values()) == sorted(taken)
    heir.discard()


def test_a_process_that_ignores_its_signal_is_killed_after_the_limit():
    stubborn = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    stubborn.stdout.readline()

    was_enough = processes.end_process(processes.identify(stubborn.pid), signal.SIGTERM, 0.2)

    assert (was_enough, stubborn.wait(5)) == (False, -signal.SIGKILL)
