"""Calls to a running service: answered once, refused by name, never the end of the process."""

import contextlib
import json
import signal

import pytest

from deploy.processes import AwaitedInVain, wait_until
from services.common import caller as callers
from services.common import clock, wire
from services.common.caller import ANONYMOUS, Caller
from services.common.errors import InvalidInput, MalformedInput, NotFound, Unauthenticated, Unavailable
from tests.brokers import VirtualHosts
from tests.common import probing
from tests.common.client import AGENT, Client
from tests.common.probe_contract import Cracked
from tests.databases import SqliteFiles
from tests.running import Services


@pytest.fixture(scope="module")
def probe(amqp_uri, tmp_path_factory):
    """A probe that is not harmed by the tests of this file."""
    import os

    folder = tmp_path_factory.mktemp("probe")
    services, url = Services(folder), SqliteFiles(folder).make()
    probing.prepare_tables(url)
    with VirtualHosts(amqp_uri, os.environ.get("HUB311_TEST_AMQP_ADMIN", "")) as hosts:
        uri = hosts.make()
        probing.prepare_queues(uri)
        running = probing.start(services, uri, url)
        yield running
        services.stop_all()


@pytest.fixture
def client(probe):
    """A client of that probe."""
    client = Client(probe.environment["HUB311_AMQP_URI"], probe.secret)
    yield client
    client.close()


def late() -> dict[str, str]:
    """Headers of a call for whose answer nobody waits any more."""
    return wire.headers("", clock.epoch_seconds() - 1, None)


def test_a_call_is_answered_with_the_members_of_its_contract(client):
    answer = client.call("probe", "echo", {"text": "pothole at 7300 Carroll Ave"})

    assert answer == {"text": "pothole at 7300 Carroll Ave", "caller": "staff:agent-1"}


def test_a_plain_nameko_client_that_sends_no_context_is_answered_as_anybody(client):
    body = json.dumps({"args": [], "kwargs": {"text": "hello"}}).encode()

    answer = client.call("probe", "echo", headers={}, body=body)

    assert answer == {"text": "hello", "caller": "anonymous:"}


def test_a_refusal_arrives_as_the_same_refusal(client):
    with pytest.raises(Cracked) as refused:
        client.call("probe", "refuse", {"text": "why"})

    assert (refused.value.detail, refused.value.status) == ("as asked", 409)
    assert refused.value.errors == [{"pointer": "/text", "detail": "why"}]


def test_a_refusal_has_the_form_that_a_plain_nameko_client_reads(client):
    correlation = client.send("probe", "refuse", {"text": "why"})
    wait_until(lambda: client.connection.drain_events(timeout=5) is None and client.answers, 5, "the answer")

    error = json.loads(client.answers[correlation])["error"]

    assert {"exc_type", "exc_path", "exc_args", "value"} <= set(error)
    assert error["exc_type"] == "Cracked"


def test_a_failure_does_not_tell_its_text(client, probe):
    with pytest.raises(wire.Fault) as fault:
        client.call("probe", "break_down", {"text": "Jane Roe of Elm Street"})

    assert "Jane Roe" not in fault.value.detail
    assert "Jane Roe" not in probe.log.read_text()


def test_an_unknown_member_is_refused_with_its_pointer(client):
    with pytest.raises(InvalidInput) as refused:
        client.call("probe", "echo", {"text": "hello", "colour": "red"})

    assert [e["pointer"] for e in refused.value.errors] == ["/colour"]


def test_an_unknown_call_is_not_found(client):
    with pytest.raises(NotFound):
        client.call("probe", "no_such_call", {})


def test_a_late_call_is_dropped(client, probe):
    before = probe.metric('calls_late_total{call="nap"}')

    with pytest.raises(AwaitedInVain):
        client.call("probe", "nap", {"text": "too late"}, seconds=1, headers=late())

    assert probe.metric('calls_late_total{call="nap"}') == before + 1
    assert "start too late" not in probing.lines(probe.log.parent, "naps")


def test_a_busy_process_leaves_in_the_queue_what_it_cannot_soon_work_on(client, probe):
    sent = [client.send("probe", "nap", {"text": f"nap {number}"}) for number in range(40)]

    def left():
        return client.channel.queue_declare("rpc-probe", passive=True).message_count

    wait_until(lambda: left() == 40 - 30, 10, "thirty calls for twenty workers to be taken")
    (probe.log.parent / "wake").touch()

    assert {client.answer(correlation)["text"] for correlation in sent} == {f"nap {n}" for n in range(40)}


def test_a_caller_signed_with_another_secret_is_not_believed(client):
    forged = callers.sign(Caller(kind="staff", subject="x", roles=("administrator",)), b"another secret")

    with pytest.raises(Unauthenticated):
        client.call("probe", "echo", {"text": "hello"}, headers={wire.CALLER: forged})


BROKEN = {
    "not JSON": (b"{", {}),
    "not a call": (b"[]", {}),
    "a number": (b"7", {}),
    "args is a number": (b'{"args": 7, "kwargs": {}}', {}),
    "args is an object": (b'{"args": {"a": 1}, "kwargs": {}}', {}),
    "bytes that are not UTF-8": (b'{"args": ["\xff"], "kwargs": {}}', {}),
    "a message that is a number": (b'{"args": [7], "kwargs": {}}', {}),
    "a deadline in words": (None, {wire.DEADLINE: "tomorrow"}),
    "a deadline that is a list": (None, {wire.DEADLINE: [1]}),
    "a deadline that is no number": (None, {wire.DEADLINE: "nan"}),
    "a caller that is a number": (None, {wire.CALLER: 7}),
    "a caller without a mark": (None, {wire.CALLER: "admin"}),
    "a caller with a mark that is not ASCII": (None, {wire.CALLER: "admin.é"}),
    "a caller that is not ASCII": (None, {wire.CALLER: "é.ab"}),
    "a trace that is a list": (None, {wire.TRACE: [1]}),
}


@pytest.mark.parametrize(("body", "headers"), BROKEN.values(), ids=BROKEN)
def test_the_service_outlives_a_broken_call_with(client, probe, body, headers):
    refusals = (MalformedInput, InvalidInput, Unauthenticated)
    with contextlib.suppress(refusals):
        client.call("probe", "echo", {"text": "hello"}, headers=headers, body=body, seconds=5)

    answer = client.call("probe", "echo", {"text": "still here"})

    assert answer["text"] == "still here"
    assert not probe.ended


def test_a_service_calls_a_peer_in_its_own_name(client):
    answer = client.call("probe", "relay_words", {"text": "hello"})

    assert answer["caller"] == "service:probe"


def test_a_peer_that_nobody_has_ever_started_is_unavailable_at_once(client):
    started = clock.monotonic_seconds()

    with pytest.raises(Unavailable):
        client.call("probe", "relay_words", {"text": "nobody"})

    assert clock.monotonic_seconds() - started < 10


def test_a_call_between_begin_and_commit_is_refused(client, probe):
    with pytest.raises(wire.Fault):
        client.call("probe", "ask_inside", {"text": "hello"})

    assert "CallInTransaction" in probe.log.read_text()


def test_one_bad_item_of_a_group_fails_alone(client):
    sent = {text: client.send("probe", "keep", {"text": text}) for text in ("one", "bad", "three", "seven")}

    with pytest.raises(Cracked):
        client.answer(sent["bad"])

    assert [client.answer(sent[t])["count"] for t in ("one", "three", "seven")] == [3, 5, 5]


def test_events_are_listed_for_services_only(client):
    with pytest.raises(Exception, match=r"may not|Say who"):
        client.call("probe", "list_events", {"subject": "482-913-0757", "after": 0}, caller=ANONYMOUS)

    answer = client.call(
        "probe", "list_events", {"subject": "482-913-0757", "after": 0}, caller=Caller("service", "intake")
    )

    assert answer == {"bodies": []}


class TestTheDoor:
    """The same calls by HTTP."""

    def ask(self, probe, call="echo", message=None, caller=AGENT, **headers):
        """Knock; return the status and the parsed body."""
        said = {"X-Hub311-Caller": callers.sign(caller, probe.secret)} if caller else {}
        body = message if isinstance(message, bytes) else json.dumps(message or {"text": "hello"}).encode()
        answer = probe.post(f"/calls/{call}", body, said | headers)
        return answer.json()

    def refusal(self, *args, **how):
        """Knock and return the name of the refusal."""
        return self.ask(*args, **how)["error"]["refusal"]["refusal"]

    def test_answers_like_rpc(self, probe):
        assert self.ask(probe) == {"result": {"text": "hello", "caller": "staff:agent-1"}, "error": None}

    def test_stays_shut_for_who_is_not_signed(self, probe):
        assert self.refusal(probe, caller=None) == "Forbidden"

    def test_stays_shut_for_a_forged_caller(self, probe):
        assert self.refusal(probe, caller=None, **{"X-Hub311-Caller": "e30=.ab"}) == "Unauthenticated"

    @pytest.mark.parametrize("call", ["nap", "list_events", "no_such_call", "__init__"])
    def test_knows_only_its_calls(self, probe, call):
        assert self.refusal(probe, call) == "NotFound"

    def test_drops_a_late_call(self, probe):
        assert self.refusal(probe, **{"X-Hub311-Deadline": "1.0"}) == "DeadlinePassed"

    @pytest.mark.parametrize("message", [b"", b"{", b"\xff", b"7", b'{"text": "a\\u0000"}'], ids=str)
    def test_refuses_what_is_no_message(self, probe, message):
        assert self.refusal(probe, message=message) in ("MalformedInput", "InvalidInput")

    def test_refuses_a_deadline_in_words(self, probe):
        assert self.refusal(probe, **{"X-Hub311-Deadline": "tomorrow"}) == "MalformedInput"


class TestHealth:
    """What an operations team asks."""

    def test_live(self, probe):
        assert probe.get("/live").status_code == 200

    def test_ready_names_what_was_checked(self, probe):
        checks = {"database": True, "broker": True, "inbox": True}

        assert probe.get("/ready").json() == {"service": "probe", "ready": True, "checks": checks}

    def test_metrics_are_in_prometheus_form(self, probe, client):
        client.call("probe", "echo", {"text": "hello"})

        assert probe.metric('call_seconds_count{call="echo"}') >= 1
        assert probe.get("/metrics").headers["Content-Type"].startswith("text/plain; version=0.0.4")

    def test_every_log_line_is_json_with_a_sentence(self, probe, client):
        with pytest.raises(wire.Fault):
            client.call("probe", "break_down", {"text": "hello"})

        lines = [json.loads(line) for line in probe.log.read_text().splitlines()]
        assert {"time", "level", "service", "says"} <= set(lines[-1])


class TestAnEnd:
    """SIGTERM and an outage while a call is at work."""

    @pytest.fixture
    def own(self, virtual_host, services):
        """A probe for one test."""
        url = SqliteFiles(services.folder).make()
        probing.prepare_tables(url)
        probing.prepare_queues(virtual_host)
        return probing.start(services, virtual_host, url)

    def test_a_call_at_work_when_the_service_is_told_to_end_is_answered_once(self, own, virtual_host, services):
        client = Client(virtual_host, own.secret)
        sent = client.send("probe", "nap", {"text": "on"})
        probing.wait_for_lines(services.folder, "naps", 1)

        own.send(signal.SIGTERM)
        (services.folder / "wake").touch()

        assert client.answer(sent)["text"] == "on"
        assert own.wait_ended() == 0
        again = own.start()
        assert probing.lines(services.folder, "naps") == ["start on", "end on"]
        assert again.metric('call_seconds_count{call="nap"}') == 0
        client.close()

    def test_a_call_that_nobody_has_begun_is_left_for_the_next_process(self, own, virtual_host, services):
        client = Client(virtual_host, own.secret)
        own.send(signal.SIGTERM)
        own.wait_ended()

        sent = client.send("probe", "echo", {"text": "later"})
        own.start()

        assert client.answer(sent)["text"] == "later"
        client.close()
