"""How a call looks on the wire: Nameko's RPC format, with who is calling and until when in its context headers."""

import math
from dataclasses import dataclass
from typing import Any

import orjson

from services.common import clock
from services.common.errors import MalformedInput, Refusal, refusal_from

RPC_EXCHANGE = "nameko-rpc"
DIRECT_REPLY = "amq.rabbitmq.reply-to"
CALLER, DEADLINE, TRACE = "nameko.caller", "nameko.deadline", "nameko.traceparent"


class Fault(Refusal):
    """Something went wrong on our side; it has been noted and will be looked into."""

    status = 500


@dataclass(frozen=True)
class Context:
    """What travels beside a message: the signed caller, the deadline (epoch seconds) and the trace."""

    caller: str
    deadline: float
    trace: str | None

    @property
    def late(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.deadline < clock.epoch_seconds()


def headers(caller: str, deadline: float, trace: str | None) -> dict[str, Any]:
    """Return the headers of a call; the deadline is text, because AMQP floats lose digits."""
    said = {CALLER: caller, DEADLINE: f"{deadline:.3f}"}
    return said | ({TRACE: trace} if trace else {})


def context(given: dict[str, Any] | None) -> Context:
    """Read the headers of a call; a plain Nameko client sends none and gets the default deadline."""
    given = given or {}
    caller, trace = given.get(CALLER) or "", given.get(TRACE)
    if not isinstance(caller, str):
        raise MalformedInput("The caller's statement is not text.")
    deadline = read_deadline(given.get(DEADLINE) or clock.epoch_seconds() + 10)
    return Context(caller, deadline, trace if isinstance(trace, str) else None)


def read_deadline(given: Any) -> float:
    """Read a deadline in seconds since 1970; MalformedInput when it is none."""
    try:
        deadline = float(given)
    except (TypeError, ValueError) as error:
        raise MalformedInput("The deadline is not a number of seconds.") from error
    if math.isnan(deadline):
        raise MalformedInput("The deadline is not a number of seconds.")
    return deadline


def request_body(message: dict[str, Any]) -> bytes:
    """Write a call: one positional argument, the message."""
    return orjson.dumps({"args": [message], "kwargs": {}})


def request_message(body: bytes | str) -> Any:
    """Read the one message of a call; keyword arguments of a plain Nameko client make a message too."""
    try:
        said = orjson.loads(body)
        args, kwargs = said["args"], said["kwargs"]
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedInput("Not a call: JSON with args and kwargs is expected.") from error
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        raise MalformedInput("Not a call: args is a list and kwargs an object.")
    return args[0] if args else kwargs


def result_body(result: Any) -> bytes:
    """Write an answer."""
    return orjson.dumps({"result": result, "error": None})


def refusal_body(refusal: Refusal) -> bytes:
    """Write a refusal so that a plain Nameko client raises RemoteError and ours the same refusal."""
    error = {
        "exc_type": refusal.code,
        "exc_path": f"{type(refusal).__module__}.{refusal.code}",
        "exc_args": [refusal.detail],
        "value": refusal.detail,
        "refusal": refusal.as_message(),
    }
    return orjson.dumps({"result": None, "error": error})


def open_answer(body: bytes | str) -> Any:
    """Return the result of an answer or raise the refusal in it."""
    said = orjson.loads(body)
    if said["error"]:
        raise refusal_from(said["error"].get("refusal") or {"refusal": "Fault", "detail": "", "status": 500})
    return said["result"]
