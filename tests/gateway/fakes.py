"""Services as the gateway meets them: on a real broker and real sockets, held to their contracts."""

import asyncio
import contextlib
import importlib
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import aiormq
import orjson
from pamqp.commands import Basic

from services.common import wire
from services.common.caller import Caller, verify
from services.common.contract import dump, load
from services.common.errors import NotFound, Refusal

Answer = Callable[[dict[str, Any], Caller], Any]


# What a gateway asks by itself each second, whatever a test does, or while a screen is open.
LOOKS = ("note_key_use", "list_session_ends", "list_desk_changes")


class FakeService:
    """Answers the calls it was taught, by RPC and through its door; what it hears and says fits the contract."""

    def __init__(self, name: str, secret: bytes) -> None:
        self.name = name
        self.secret = secret
        self.calls = {call.name: call for call in importlib.import_module(f"services.{name}.contract").CALLS}
        self.answers: dict[str, Answer] = {}
        self.heard: list[tuple[str, dict[str, Any], Caller]] = []
        self.looks: list[tuple[str, dict[str, Any], Caller]] = []
        self.headers: list[dict[str, Any]] = []
        self.through_door: list[str] = []
        self.silent = False
        self.pace_seconds = 0.0
        self.turn = asyncio.Lock()
        self.is_ready = True
        self.http = _http_server(self)

    @property
    def address(self) -> str:
        """host:port of its HTTP server."""
        return f"127.0.0.1:{self.http.server_port}"

    def forget(self) -> None:
        """Know nothing and have heard nothing."""
        self.answers.clear()
        self.heard.clear()
        self.looks.clear()
        self.headers.clear()
        self.through_door.clear()
        self.silent, self.is_ready, self.pace_seconds = False, True, 0.0

    def respond(self, name: str, message: Any, statement: str) -> bytes:
        """Return the body that answers a call."""
        try:
            caller = verify(statement, self.secret)
            call = self.calls[name]
            load(call.request, message)
            (self.looks if name in LOOKS else self.heard).append((name, message, caller))
            if name not in self.answers:
                raise NotFound()
            return wire.result_body(dump(call.answer, self.answers[name](message, caller)))
        except Refusal as refusal:
            return wire.refusal_body(refusal)

    async def take_its_time(self) -> None:
        """Work on one call after the other, as long on each as was said."""
        if self.pace_seconds:
            async with self.turn:
                await asyncio.sleep(self.pace_seconds)

    async def consume(self, channel: Any) -> None:
        """Listen for calls as a service does."""

        async def take(message: Any) -> None:
            properties = message.header.properties
            self.headers.append(properties.headers)
            if self.silent:
                return
            await self.take_its_time()
            context = wire.context(properties.headers)
            name = message.delivery.routing_key.rpartition(".")[2]
            body = self.respond(name, wire.request_message(message.body), context.caller)
            answer = Basic.Properties(correlation_id=properties.correlation_id, content_type="application/json")
            await channel.basic_publish(body, routing_key=properties.reply_to, properties=answer, wait=False)

        queue = f"rpc-{self.name}"
        await channel.exchange_declare(wire.RPC_EXCHANGE, exchange_type="topic", durable=True)
        await channel.queue_declare(queue, durable=True)
        await channel.queue_bind(queue, wire.RPC_EXCHANGE, f"{self.name}.*")
        await channel.basic_consume(queue, take, no_ack=True)


class FakeServices:
    """All fakes on one connection, in a thread with a loop of its own; they come back when the broker does."""

    def __init__(self, uri: str, fakes: list[FakeService]) -> None:
        self.uri = uri
        self.fakes = fakes
        self.listening = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(self._stay())

    async def _stay(self) -> None:
        self._loop, self._main = asyncio.get_running_loop(), asyncio.current_task()
        while True:
            try:
                async with aiormq.connect(self.uri) as connection:
                    channel = await connection.channel(publisher_confirms=False)
                    for fake in self.fakes:
                        await fake.consume(channel)
                    self.listening.set()
                    await asyncio.wait((connection.closing,))
            except (OSError, aiormq.exceptions.AMQPError):
                await asyncio.sleep(0.1)
            finally:
                self.listening.clear()

    def stop(self) -> None:
        """End the thread and the HTTP servers."""
        self._loop.call_soon_threadsafe(self._main.cancel)
        self._thread.join(5)
        for fake in self.fakes:
            fake.http.shutdown()


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakeService

    def do_GET(self) -> None:
        ready = self.fake.is_ready
        self._answer(200 if ready else 503, orjson.dumps({"ready": ready, "checks": {"database": ready}}))

    def do_POST(self) -> None:
        message = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = self.path.removeprefix("/calls/")
        self.fake.through_door.append(name)
        self.fake.headers.append(dict(self.headers))
        self._answer(200, self.fake.respond(name, message, self.headers["X-Hub311-Caller"]))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        return


def _http_server(fake: FakeService) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (_Door,), {"fake": fake}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
