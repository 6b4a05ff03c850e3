"""The outermost layer: every request is traced, counted, shed when there are too many, and answered in one form."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from gateway.bodies import ClientLeft
from gateway.cors import EVERYBODY, Origins
from gateway.exchange import Exchange
from gateway.open311.errors import ROOTS
from gateway.problems import NoSuchPath, Overloaded, WrongMethod
from gateway.room import SHARES
from services.common import clock, logs, metrics, wire
from services.common.errors import Refusal

log = logs.logger(__name__)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
Handler = Callable[[Exchange], Awaitable[None]]

http_requests_total = metrics.counter(
    "http_requests_total", "Requests answered, by route template", ("route", "method", "status")
)
http_request_seconds = metrics.histogram(
    "http_request_seconds", "From a request's complete headers to its answer, slow bodies included", ("route",)
)
http_in_flight = metrics.gauge("http_requests_in_flight", "Requests that are being answered now")
http_shed_total = metrics.counter(
    "http_requests_shed_total", "Requests refused because too many were in flight", ("rank",)
)


class Crowd:
    """How many requests are in flight, and who is still let in."""

    def __init__(self, most: int) -> None:
        self.limits = {rank: most * share for rank, share in SHARES.items()}
        self.inside = 0

    def check(self, rank: str) -> None:
        """Raise Overloaded when there is no room for a request of this rank."""
        if self.inside > self.limits[rank]:
            http_shed_total.labels(rank).inc()
            raise Overloaded()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Do not count a request that only waits for something to happen."""
        self.inside -= 1
        try:
            yield
        finally:
            self.inside += 1


class Place:
    """One address: the handler of each method, by rank."""

    def __init__(self, template: str, crowd: Crowd, origins: Origins) -> None:
        self.template = template
        self.crowd = crowd
        self.origins = origins
        self.handlers: dict[str, tuple[Handler, str]] = {}

    @property
    def allow(self) -> bytes:
        """The methods that this address knows."""
        head = ["HEAD"] if "GET" in self.handlers else []
        return ", ".join(sorted([*self.handlers, *head, "OPTIONS"])).encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request whose path fits."""
        exchange: Exchange = scope["hub311.exchange"]
        exchange.template = self.template
        found = self.handlers.get("GET" if exchange.method == "HEAD" else exchange.method)
        if found is not None:
            handler, rank = found
            self.crowd.check(rank)
            await handler(exchange)
        elif exchange.method == "OPTIONS":
            await exchange.answer(204, b"", [(b"allow", self.allow), *self.origins.preflight(exchange, self.allow)])
        else:
            await exchange.refuse(WrongMethod(), [(b"allow", self.allow)])


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """Answer a request whose path fits no route."""
    raise NoSuchPath()


class Gate:
    """The application that the server calls."""

    def __init__(self, router: Any, crowd: Crowd, origins: Origins) -> None:
        self.router = router
        self.crowd = crowd
        self.origins = origins
        http_in_flight.set_function(lambda: crowd.inside)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, whatever happens inside."""
        if scope["type"] != "http":
            await self.router(scope, receive, send)
            return
        exchange = scope["hub311.exchange"] = Exchange(scope, receive, send)
        is_open311 = scope["path"].encode("utf-8", "replace").startswith(ROOTS)
        exchange.extra = (EVERYBODY if is_open311 else self.origins).headers(exchange)
        logs.trace.set(exchange.traceparent)
        self.crowd.inside += 1
        try:
            await self.router(scope, receive, send)
        except Refusal as refusal:
            await self._refuse(exchange, refusal)
        except ClientLeft:
            exchange.status = 499
        except Exception:
            log.exception("a request failed", extra={"route": exchange.template})
            await self._refuse(exchange, wire.Fault())
        finally:
            self.crowd.inside -= 1
            self._count(exchange)

    async def _refuse(self, exchange: Exchange, refusal: Refusal) -> None:
        if exchange.answered:
            raise RuntimeError("failed after the answer had begun") from refusal
        await exchange.refuse(refusal)

    def _count(self, exchange: Exchange) -> None:
        method = exchange.method if exchange.method in METHODS else "other"
        http_requests_total.labels(exchange.template, method, exchange.status).inc()
        http_request_seconds.labels(exchange.template).observe(clock.monotonic_seconds() - exchange.started)
