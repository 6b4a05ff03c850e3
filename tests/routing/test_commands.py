"""Commands from the broker: a department's own alone, each carried out and answered once."""

import json
import subprocess
import sys

import pytest
from amqp.exceptions import AccessRefused
from kombu import Connection, Exchange, Producer

from deploy.places import PROJECT
from deploy.processes import wait_until
from services.common.caller import Caller
from services.common.errors import Refusal
from services.routing.contract.commands import COMMANDS, EXCHANGE
from services.routing.feed import commands
from tests.routing.running import ADMINISTRATOR, requests

FINANCE = Caller("system", "key-3", department="finance")


def publish(uri, *said):
    """Publish (key, body) with confirms, as a department's system does."""
    with Connection(uri, transport_options={"confirm_publish": True}) as connection:
        producer = Producer(connection, Exchange(EXCHANGE, no_declare=True), auto_declare=False)
        for key, body in said:
            text = body if isinstance(body, str) else json.dumps(body)
            producer.publish(text, key, content_type="application/json", content_encoding="utf-8")


@pytest.fixture
def account(routing):
    """Finance's own account on the broker, and one piece of its work."""
    routing.start()
    routing.open(*requests(1))
    [work] = routing.wait_for_work(1, FINANCE)
    return routing.call("provision_department", ADMINISTRATOR, code="finance")["amqp_uri"], work["id"]


def test_each_command_is_carried_out_and_answered_once(routing, account):
    uri, work = account
    accept = ("finance.accept", {"id": "c-1", "assignment_id": work})
    wrong = ("finance.complete", {"id": "c-2", "assignment_id": work, "code": "done"})
    done = ("finance.complete", {"id": "c-3", "assignment_id": work, "code": "done", "text": "The ticket is waived."})
    none = ("finance.note", {"id": "c-4", "assignment_id": "of-nobody", "text": "?"})

    publish(uri, accept, accept, wrong, done, accept, none, ("finance.accept", "no JSON"), ("finance.dance", {}))

    feed = routing.wait_for_feed(9, FINANCE)
    answers = [event["data"] for event in feed if event["type"].endswith("command_answered.v1")]
    assert [(a["command_id"], a["outcome"], a["refusal"], a["pointers"]) for a in answers] == [
        ("c-1", "done", None, []),
        ("c-2", "refused", "InvalidInput", ["/text"]),
        ("c-3", "done", None, []),
        ("c-4", "refused", "AssignmentNotFound", []),
        (None, "refused", "MalformedInput", []),
        (None, "refused", "CommandUnknown", []),
    ]
    assert [event["type"].split(".")[2] for event in feed if "assignment_" in event["type"]] == [
        "assignment_accepted",
        "assignment_completed",
    ]
    assert routing.call("read_assignment", FINANCE, id=work)["status"] == "completed"


def test_a_department_publishes_under_its_own_keys_alone(routing, account):
    uri, work = account

    for key in ("libraries.accept", "accept", "#", "financeX.accept", "finance.accept.libraries"):
        with pytest.raises(AccessRefused):
            publish(uri, (key, {"id": "c-1", "assignment_id": work}))


def test_the_example_of_a_system_on_the_broker_alone_does_its_work(routing, account, tmp_path):
    uri, work = account
    example = [sys.executable, str(PROJECT / "deploy" / "examples" / "commander.py"), uri, "finance"]
    printed = tmp_path / "printed"

    with printed.open("wb") as output, subprocess.Popen(example, stdout=output, stderr=output) as system:
        try:
            wait_until(lambda: printed.read_text().count("\n") >= 2, 30, "the answers to both commands")
        finally:
            system.kill()

    assert printed.read_text().split() == ["accept", work, "done", "complete", work, "done"]
    assert routing.call("read_assignment", FINANCE, id=work)["status"] == "completed"


@pytest.mark.parametrize(
    ("key", "body"),
    [("dot.accept", "[]"), ("dot.accept", "{"), ("dot.accept", "x" * 70_000), ("dot.fly", "{}"), ("dot", "{}"),
     ("dot.accept", '{"id": 7, "assignment_id": "a"}'), ("dot.accept", '{"id": "c"}'),
     ("dot.accept", '{"id": "' + "c" * 65 + '", "assignment_id": "a"}')],
)  # fmt: skip
def test_what_cannot_be_carried_out_is_read_as_a_refusal(key, body):
    command = commands.read(key, body)

    assert (command.department, isinstance(command.refusal, Refusal)) == ("dot", True)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_becomes_the_message_of_its_call(name):
    command = commands.read(f"dot.{name}", b'{"id": "c-1", "assignment_id": "a-1", "text": "x"}')

    assert command.refusal is None
    assert command.message() == {"id": "a-1", "idempotency_key": "command-c-1", "text": "x"}
