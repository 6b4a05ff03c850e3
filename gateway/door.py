"""The emergency door: a call that the broker cannot carry goes by HTTP to the service itself.

The message is the same, idempotency key included: a copy that arrives late by RPC meets the answer already given.
"""

from typing import Any

import orjson

from gateway.broker import NoAnswer, TooLate
from gateway.http_pool import FAILED, HttpPool
from services.common import clock, metrics

door_calls_total = metrics.counter(
    "gateway_door_calls_total", "Calls that went through the emergency door, by what came of them", ("call", "outcome")
)


class Door:
    """Posts calls to one service's own HTTP server."""

    def __init__(self, address: str) -> None:
        self.pool = HttpPool(address)

    async def exchange(
        self, call: str, message: dict[str, Any], caller: str, traceparent: str, seconds: float
    ) -> bytes:
        """Return the answer's body as it stands on the wire; NoAnswer or TooLate when there is none in `seconds`."""
        headers = {
            "Content-Type": "application/json",
            "X-Hub311-Caller": caller,
            "X-Hub311-Deadline": f"{clock.epoch_seconds() + seconds:.3f}",
            "traceparent": traceparent,
        }
        try:
            status, body = await self.pool.request("POST", f"/calls/{call}", orjson.dumps(message), headers, seconds)
        except TimeoutError as error:
            door_calls_total.labels(call, "too_late").inc()
            raise TooLate() from error
        except FAILED as error:
            door_calls_total.labels(call, "no_answer").inc()
            raise NoAnswer() from error
        door_calls_total.labels(call, "answered" if status == 200 else "no_answer").inc()
        if status != 200:
            raise NoAnswer()
        return body
