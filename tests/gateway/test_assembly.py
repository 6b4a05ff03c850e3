"""How the gateway is put together, started and stopped."""

import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from deploy import ports, processes
from gateway.app import find_resources
from gateway.route import CallMissing, Route

PROJECT = Path(__file__).resolve().parents[2]
IMPORTS = """
import sys
import gateway.__main__
from gateway.app import find_resources
[route.find_call() for resource in find_resources() for route in resource.routes]
rooms = {name.partition(".")[0] for name in sys.modules}
print(sorted(rooms & {"nameko", "kombu", "amqp", "eventlet", "sqlalchemy"}))
"""


def run_python(text, **settings):
    words = [sys.executable, "-c", text]
    return subprocess.run(words, cwd=PROJECT, env=settings, capture_output=True, text=True, timeout=60)


def test_the_gateway_imports_neither_nameko_nor_a_database():
    assert run_python(IMPORTS).stdout.strip() == "[]"


def test_every_route_has_a_call_in_its_service_s_contract():
    routes = [route for resource in find_resources() for route in resource.routes]

    assert all(route.find_call() for route in routes)
    assert len({(route.method, route.path) for route in routes}) == len(routes)


@pytest.mark.parametrize("name", ["geo.no_such_call", "nowhere.locate"])
def test_a_route_without_a_call_stops_the_start_and_is_named(name):
    with pytest.raises(CallMissing, match=re.escape(f"GET /v1/x needs the call {name}")):
        Route("GET", "/v1/x", name, "x").find_call()


def test_a_missing_setting_stops_the_start_and_is_named():
    done = run_python("from gateway.__main__ import main; main()")

    assert done.returncode == 1
    assert "HUB311_SECRET is not set" in done.stderr


def test_a_gateway_that_is_told_to_stop_answers_what_it_has_begun(stopping):
    entered, go_on = threading.Event(), threading.Event()

    def wait(message, caller):
        entered.set()
        go_on.wait(10)
        return {"items": [], "next": None}

    stopping.fakes["geo"].answers["list_layers"] = wait
    answers = []
    asking = threading.Thread(target=lambda: answers.append(stopping.fresh("GET", "/v1/layers")))

    asking.start()
    assert entered.wait(5)
    stopping.process.send_signal(signal.SIGTERM)
    port = int(stopping.url.rpartition(":")[2])
    processes.wait_until(lambda: not ports.is_open(port), 5, "the closing of the port")
    go_on.set()
    asking.join(5)

    assert answers[0].status_code == 200
    assert stopping.process.wait(10) in (0, -signal.SIGTERM)
    with pytest.raises(requests.ConnectionError):
        stopping.fresh("GET", "/live")


def test_the_readme_names_every_metric_and_setting_of_the_gateway(gateway):
    readme = (PROJECT / "gateway" / "README.md").read_text()
    text = requests.get(gateway.metrics_url, timeout=5).text
    ours = {
        name for name in re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE) if name.startswith(("http_", "gateway_"))
    }
    source = (PROJECT / "gateway" / "settings.py").read_text()
    settings = set(re.findall(r"HUB311_[A-Z0-9_]+[A-Z0-9]", source)) - {"HUB311_HTTP"}

    assert {name for name in ours - {n for n in ours if n.endswith("_created")} if name not in readme} == set()
    assert {name for name in settings if name not in readme} == set()
