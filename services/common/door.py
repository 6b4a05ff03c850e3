"""The emergency door: the same call, message and idempotency key by HTTP while the broker is away."""

from typing import Any

import orjson
from werkzeug.wrappers import Response

from services.common import caller as callers
from services.common import clock, logs, metrics, settings, wire
from services.common.answering import refusal_for
from services.common.contract import Call, dump, load
from services.common.errors import DeadlinePassed, Forbidden, MalformedInput, NotFound

log = logs.logger(__name__)
CALLER, DEADLINE, TRACE = "X-Hub311-Caller", "X-Hub311-Deadline", "Traceparent"
MOST_BYTES = 2 * 1024 * 1024

door_calls_total = metrics.counter("door_calls_total", "Calls answered by HTTP because the broker was away", ("call",))


def answer(service: Any, request: Any, name: str) -> Response:
    """Answer like RPC does: 200 with {"result", "error"}; the caller's statement must be signed."""
    try:
        body = wire.result_body(_answer(service, request, name))
        door_calls_total.labels(name).inc()
    except Exception as error:
        refusal = refusal_for(error)
        if isinstance(refusal, wire.Fault):
            log.exception("a call at the door failed", extra={"call": name})
        body = wire.refusal_body(refusal)
    return Response(body, mimetype="application/json")


def _answer(service: Any, request: Any, name: str) -> Any:
    call = _call(service, name)
    statement = request.headers.get(CALLER, "")
    if not statement:
        raise Forbidden("The door opens only for a signed caller.")
    caller = callers.verify(statement, settings.read(service.name).secret)
    if wire.read_deadline(request.headers.get(DEADLINE) or "inf") < clock.epoch_seconds():
        raise DeadlinePassed()
    logs.trace.set(request.headers.get(TRACE))
    message = load(call.request, _message(request))
    return dump(call.answer, getattr(service, name)(message, caller))


def _call(service: Any, name: str) -> Call:
    for call in service.contract.CALLS:
        if call.name == name and call.door:
            return call
    raise NotFound(f"The door does not know the call {name}.")


def _message(request: Any) -> Any:
    if (request.content_length or 0) > MOST_BYTES:
        raise MalformedInput("The message is too long.")
    try:
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise MalformedInput("Not JSON.") from error
