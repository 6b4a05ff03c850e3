"""The local runner's parts: processes that are kept alive, a folder and a port for one instance alone."""

import os
import socket
import subprocess
import sys

import pytest

from deploy import ports
from deploy.local import StackInUse
from deploy.local.folder_lock import FolderLock, is_held
from deploy.local.programs import Program, list_services, service
from deploy.local.running import Running
from deploy.local.surroundings import compose
from deploy.processes import wait_until

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def sleeper(tmp_path):
    running = Running(Program("sleeper", SLEEP), dict(os.environ), tmp_path)
    running.start()
    yield running
    running.send(9)
    running.wait(5)


def test_a_process_that_dies_unasked_is_started_again(sleeper):
    sleeper.process.kill()
    sleeper.wait(5)
    sentence = sleeper.mend()

    wait_until(lambda: sleeper.mend() is None and sleeper.pid is not None, 5, "the process to be back")

    assert "sleeper ended with status -9; it starts again in 0.5 s" in sentence


def test_a_process_that_keeps_dying_is_started_less_and_less_often(tmp_path):
    running = Running(Program("hasty", (sys.executable, "-c", "pass")), dict(os.environ), tmp_path)
    running.start()
    sentences = []

    wait_until(lambda: sentences.append(running.mend()) or len([*filter(None, sentences)]) == 3, 20, "three ends")

    assert [s.split(" starts again in ")[1].split(" (")[0] for s in sentences if s] == ["0.5 s", "1 s", "2 s"]


def test_a_process_that_was_killed_by_us_stays_down(sleeper):
    sleeper.send(9)
    sleeper.wait(5)

    assert sleeper.mend() is None
    assert sleeper.pid is None


def test_a_folder_belongs_to_one_instance(tmp_path):
    first = FolderLock(tmp_path)
    first.take()

    with pytest.raises(StackInUse, match=f"process {os.getpid()}"):
        FolderLock(tmp_path).take()

    first.release()
    assert not is_held(tmp_path)


def test_a_taken_port_is_told_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = {"HUB311_VAR": str(tmp_path), "HUB311_PORT": str(port)}

        command = [sys.executable, "-m", "deploy.local", "run"]
        refused = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, timeout=60)

    assert refused.returncode == 1
    assert f"Port {port} is taken by another program." in refused.stdout


def test_addresses_stay_the_same_over_restarts(tmp_path):
    first = ports.remember_ports(tmp_path / "ports", ("smtp", "intake"))

    assert ports.remember_ports(tmp_path / "ports", ("smtp", "intake")) == first


def test_a_remembered_port_that_somebody_took_is_replaced(tmp_path):
    first = ports.remember_ports(tmp_path / "ports", ("smtp",))["smtp"]

    with socket.create_server(("127.0.0.1", first)):
        assert ports.remember_ports(tmp_path / "ports", ("smtp",))["smtp"] != first


def test_every_service_of_the_project_is_started_by_its_class():
    commands = {name: service(name, 0, "127.0.0.1:1").command[-1] for name in list_services()}

    assert commands["kb"] == "services.kb.service:KbService"


def test_the_secret_is_readable_by_its_owner_alone_and_stays(tmp_path):
    addresses = dict.fromkeys(("gateway", "mailbox", "smtp", "identity", "intake"), "127.0.0.1:1")
    first = compose(tmp_path, 8311, addresses, {})["HUB311_SECRET"]

    assert compose(tmp_path, 8311, addresses, {})["HUB311_SECRET"] == first
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
