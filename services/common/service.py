"""The base of every service: its database, its relay, its inbox, its health and metrics."""

import gc
import importlib
import json
import os
from typing import Any

from nameko import config
from nameko.extensions import DependencyProvider
from nameko.web.handlers import http
from werkzeug.wrappers import Response

from services.common import door, logs, metrics, outbox, settings
from services.common.call_server import CallServer
from services.common.contract import Answer, Call, Message, Nothing, Text, fields
from services.common.copies import CopyOf
from services.common.ear import Ear, ear
from services.common.errors import Forbidden
from services.common.inbox import Inbox, handlers_of
from services.common.peers import CallClient
from services.common.relay import OutboxRelay
from services.common.rpc import answers
from services.common.stores import Database, Stores


class EventsWanted(Message):
    """Which events about a subject are missing: those with a higher sequence."""

    subject = Text(most=128, required=True)
    after = fields.Integer(required=True)


class EventsSaid(Answer):
    """Events as they were published, in order."""

    bodies = fields.List(fields.String(), required=True)


class Copied(Answer):
    """How many entries were copied."""

    copied = fields.Integer(required=True)


LIST_EVENTS = Call("list_events", EventsWanted, EventsSaid)
REBUILD_COPIES = Call("rebuild_copies", Nothing, Copied, writes=True, deadline_seconds=30.0)


class InboxProvider(DependencyProvider):
    """Gives workers the service's inbox."""

    stores = Stores()
    client = CallClient()

    def get_dependency(self, worker_ctx: Any) -> Inbox:
        """Return the inbox, made at first use."""
        if not hasattr(self, "inbox"):
            service = self.container.service_cls
            hears = getattr(service.contract, "HEARS", {})
            complete = frozenset(source for source, types in hears.items() if "#" in types)
            self.inbox = Inbox(self.stores.open(), handlers_of(service), complete, self._fetch)
        return self.inbox

    def _fetch(self, source: str, subject: str, after: int) -> list[str]:
        from services.common.caller import Caller

        me = Caller(kind="service", subject=self.container.service_name)
        return self.client.call(source, LIST_EVENTS, {"subject": subject, "after": after}, me)["bodies"]


class Broker(DependencyProvider):
    """Tells workers whether the broker answers this process."""

    server = CallServer()

    def get_dependency(self, worker_ctx: Any) -> dict[str, bool]:
        """Return whether calls arrive, and whether events do: the inbox is bound and consumed."""
        ears = [part for part in self.container.entrypoints if isinstance(part, Ear)]
        return {"broker": self.server.link.connected, "inbox": all(part.listens for part in ears)}


class Trace(DependencyProvider):
    """Sets the trace id of each worker from the call that it answers."""

    def worker_setup(self, worker_ctx: Any) -> None:
        """Take the trace from the context data."""
        logs.trace.set(worker_ctx.data.get("traceparent"))


class Service:
    """Subclasses set `name` and `contract` and add calls and handlers."""

    name = ""
    contract: Any = None
    # How far apart batches begin while events stream; the first after a rest goes at once. It is what an event may
    # cost in time: longer where nobody waits, because a batch costs little more than one event.
    hears_every_seconds = 0.0
    says_every_seconds = 0.0
    db = Database()
    relay = OutboxRelay()
    inbox = InboxProvider()
    broker = Broker()
    trace = Trace()

    @ear
    def hear_batch(self, events: Any) -> int | None:
        """Take a batch of events, or look what is due when there is none."""
        if events is None:
            return self.inbox.run_due(self)
        return self.inbox.take(self, events)

    @answers(LIST_EVENTS)
    def list_events(self, message: dict[str, Any], caller: Any) -> dict[str, Any]:
        """Answer another service that found a hole in what it heard."""
        if caller.kind != "service":
            raise Forbidden()
        with self.db.reading() as session:
            return {"bodies": [row["body"] for row in outbox.since(session, message["subject"], message["after"])]}

    @answers(REBUILD_COPIES)
    def rebuild_copies(self, message: dict[str, Any], caller: Any) -> dict[str, Any]:
        """Fetch every copy of others' facts anew; for operations and administrators."""
        if not caller.has("operations", "administrator"):
            raise Forbidden()
        copies = [name for name, part in vars(type(self)).items() if isinstance(part, CopyOf)]
        return {"copied": sum(getattr(self, name)() for name in copies)}

    @http("GET", "/live")
    def live(self, request: Any) -> str:
        """Answer as long as the process turns."""
        return "alive\n"

    @http("GET", "/ready")
    def ready(self, request: Any) -> Response:
        """Say whether the broker and the database really answer, and whatever else the service needs."""
        checks = {"database": self.db.answers(), **self.broker, **self.own_checks()}
        body = json.dumps({"service": self.name, "ready": all(checks.values()), "checks": checks})
        return Response(body + "\n", status=200 if all(checks.values()) else 503, mimetype="application/json")

    def own_checks(self) -> dict[str, bool]:
        """Return what else must be true before this service can be used, by name; a subclass says it."""
        return {}

    @http("POST", "/calls/<name>")
    def answer_at_the_door(self, request: Any, name: str) -> Response:
        """Answer a call that came by HTTP because the broker is away; only calls that may use this door."""
        return door.answer(self, request, name)

    @http("GET", "/metrics")
    def read_metrics(self, request: Any) -> Response:
        """Return this process's metrics in Prometheus text format."""
        return Response(metrics.exposition(), mimetype="text/plain; version=0.0.4; charset=utf-8")


GARBAGE_AFTER = 10_000  # new objects; at Python's own 700 the collector runs several times in every call


def configure(name: str) -> None:
    """Set Nameko's own settings from ours; a service module calls this before its class stands."""
    gc.set_threshold(GARBAGE_AFTER, 20, 20)
    gc.freeze()
    mine = settings.read(name)
    logs.configure(name)
    config.update({"AMQP_URI": mine.amqp_uri, "WEB_SERVER_ADDRESS": mine.http_address, "max_workers": mine.workers})
    _sow_bug(name)


def _sow_bug(name: str) -> None:
    """In a test build alone: have the bug that HUB311_SEEDED_BUG names, to see that the checker of faults finds it.

    What is run for residents has no folder tests/, so that there even both settings together could only stop it.
    """
    if os.environ.get("HUB311_TEST_BUILD") == "1" and os.environ.get("HUB311_SEEDED_BUG"):
        importlib.import_module("tests.faults.seeded").sow(os.environ["HUB311_SEEDED_BUG"], name)
