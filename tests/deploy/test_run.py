"""`make run` from the first start to the last process: nothing is lost, nothing is left."""

import json
import os
import signal
import stat
import subprocess
import sys

import psutil
import requests

from deploy import ports
from deploy.processes import wait_until

READY_SECONDS = 150
GONE_SECONDS = 40


class Runner:
    """A runner in its own process, as a person starts it in a terminal."""

    def __init__(self, folder, port):
        self.folder, self.family = folder, []
        self.settings = {**os.environ, "HUB311_VAR": str(folder), "HUB311_PORT": str(port)}
        for given in ("HUB311_AMQP_URI", "HUB311_AMQP_ADMIN"):
            self.settings.pop(given, None)

    def start(self):
        """Starts the runner and waits until run.json is there: everything is ready then."""
        command = [sys.executable, "-m", "deploy.local", "run"]
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(command, env=self.settings, stdout=output, stderr=output)
        wait_until(self._is_settled, READY_SECONDS, "run.json")
        assert self.process.poll() is None, (self.folder / "output").read_text()[-3000:]
        self.family = psutil.Process(self.process.pid).children(recursive=True)
        return json.loads((self.folder / "run.json").read_text())

    def _is_settled(self):
        return (self.folder / "run.json").exists() or self.process.poll() is not None

    def end(self, number):
        """Sends a signal and waits until every process of the instance is gone."""
        self.process.send_signal(number)
        status = self.process.wait(GONE_SECONDS)
        _, left = psutil.wait_procs(self.family, GONE_SECONDS)
        assert [one for one in left if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
        return status

    def taken_ports(self):
        """Every port that the instance wrote down, the broker's too."""
        files = (self.folder / "ports", self.folder / "broker" / "ports")
        lines = [line for path in files for line in path.read_text().splitlines()]
        return [port for port in (int(line.split()[1]) for line in lines) if not ports.is_free(port)]


def test_an_instance_starts_stops_and_starts_again_with_all_it_knew(tmp_path):
    port = ports.find_free_port()
    runner = Runner(tmp_path, port)

    try:
        first = runner.start()
        assert requests.get(f"{first['gateway']}/ready", timeout=10).status_code == 200
        assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600
        number = report_a_pothole(first["gateway"])

        assert runner.end(signal.SIGINT) == 0
        assert runner.taken_ports() == []
        assert ports.is_free(port)

        second = runner.start()
        answer = requests.get(f"{second['gateway']}/v1/requests/{number}", timeout=10)
        assert answer.json()["service"]["code"] == "pothole"
        assert second["amqp_uri"] == first["amqp_uri"]
    finally:
        runner.end(signal.SIGKILL)

    wait_until(lambda: runner.taken_ports() == [], GONE_SECONDS, "the ports of a runner that was killed")


def report_a_pothole(gateway):
    body = {"service_code": "pothole", "description": "Deep hole in the right lane", "anonymous": True}
    body["location"] = {"lat": 39.073126, "long": -77.159932}
    answer = requests.post(f"{gateway}/v1/requests", json=body, headers={"Idempotency-Key": "pothole-1"}, timeout=10)
    assert answer.status_code == 201, answer.text
    return answer.json()["number"]
