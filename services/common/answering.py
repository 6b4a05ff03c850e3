"""Answering calls: the Nameko entrypoint behind @answers, fast, with deadlines, draining on stop."""

from functools import partial
from typing import Any

from nameko.extensions import Entrypoint

from services.common import caller as callers
from services.common import clock, logs, metrics, wire
from services.common.call_server import CallServer
from services.common.contract import Call, dump, load
from services.common.database import DatabaseAway
from services.common.errors import Refusal, Unavailable

log = logs.logger(__name__)

call_seconds = metrics.histogram("call_seconds", "From a call's arrival in this process to its answer", ("call",))
calls_refused_total = metrics.counter("calls_refused_total", "Calls answered with a refusal", ("call", "refusal"))


class Answering(Entrypoint):
    """A call that the decorated method answers: `method(self, message, caller) -> answer`."""

    server = CallServer()

    def __init__(self, call: Call, **options: Any) -> None:
        self.call = call
        super().__init__(**options)

    def setup(self) -> None:
        """Make the call known to the server."""
        self.server.register_provider(self)

    def stop(self) -> None:
        """Drain the server; the first of its calls does it for all."""
        self.server.stop()
        self.server.unregister_provider(self)

    def begin(self, message: Any, context: wire.Context, reply: Any, arrived: float) -> None:
        """Check the message and the caller, then give both to a worker; `reply(bytes)` is called once."""
        logs.trace.set(context.trace)
        caller = callers.verify(context.caller, self.server.secret) if context.caller else callers.ANONYMOUS
        values = load(self.call.request, message)
        self.server.working(+1)
        try:
            data = {"traceparent": context.trace}
            self.container.spawn_worker(self, (values, caller), {}, data, partial(self._finish, reply, arrived))
        except BaseException:
            self.server.working(-1)
            raise

    def _finish(self, reply: Any, arrived: float, worker: Any, result: Any, error: Any) -> tuple[Any, Any]:
        try:
            body = self._answer(result, error)
        except Exception:
            log.exception("an answer does not fit its contract", extra={"call": self.call.name})
            body = wire.refusal_body(wire.Fault())
        reply(body)
        self.server.working(-1)
        call_seconds.labels(self.call.name).observe(clock.monotonic_seconds() - arrived)
        return None, None

    def _answer(self, result: Any, error: Any) -> bytes:
        if error is None:
            return wire.result_body(dump(self.call.answer, result))
        refusal = refusal_for(error[1])
        calls_refused_total.labels(self.call.name, refusal.code).inc()
        if isinstance(refusal, wire.Fault):
            log.error("a call failed", extra={"call": self.call.name}, exc_info=error)
        return wire.refusal_body(refusal)


def refusal_for(error: BaseException) -> Refusal:
    """Return what the caller is told of an error: refusals as they are, the rest without its text."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, DatabaseAway):
        return Unavailable("The database does not answer now: repeat shortly.")
    return wire.Fault()


answers = Answering.decorator
