"""Putting the gateway together: routes are found in gateway/routes, everything else is made once here."""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.routing import Route as Address
from starlette.routing import Router

from gateway import health, routes
from gateway.authentication import Authentication
from gateway.broker import Broker
from gateway.calls import Calls
from gateway.door import Door
from gateway.gate import Crowd, Gate, Handler, Place, nowhere
from gateway.operation import Operation
from gateway.readiness import Readiness
from gateway.route import Route
from gateway.settings import Settings
from gateway.tokens import Tokens


def find_routes() -> list[Route]:
    """Return the routes of every file in gateway/routes."""
    files = sorted(module.name for module in pkgutil.iter_modules(routes.__path__, "gateway.routes."))
    return [route for file in files for route in importlib.import_module(file).ROUTES]


class Gateway:
    """The parts of the gateway, and the application made of them."""

    def __init__(self, settings: Settings, found: list[Route]) -> None:
        self.settings = settings
        self.broker = Broker(settings.amqp_uri)
        self.doors = {name: Door(address) for name, address in settings.service_addresses.items()}
        self.calls = Calls(self.broker, self.doors, settings.secret)
        self.tokens = Tokens(settings.oidc_issuer, settings.oidc_audience)
        self.authentication = Authentication(self.tokens, self.calls)
        self.readiness = Readiness(settings.service_addresses, self.calls)
        self.crowd = Crowd(settings.most_in_flight)
        self.operations = [Operation(route, self.calls, self.authentication) for route in found]
        self.app = Gate(self._router(), self.crowd)

    def _router(self) -> Router:
        places: dict[str, Place] = {}
        for method, path, handler, rank in self._handlers():
            place = places.setdefault(path, Place(path, self.crowd))
            place.handlers[method] = (handler, rank)
        # Addresses without a parameter come first: /v1/requests/preview is not the request "preview".
        ordered = sorted(places.values(), key=lambda place: ("{" in place.template, place.template))
        addresses = [Address(place.template, place) for place in ordered]
        return Router(addresses, redirect_slashes=False, default=nowhere, lifespan=self._lifespan)

    def _handlers(self) -> Iterator[tuple[str, str, Handler, str]]:
        for operation in self.operations:
            yield operation.route.method, operation.route.path, operation, operation.route.rank
        yield "GET", "/live", health.live, "always"
        yield "GET", "/ready", health.Ready(self.readiness), "always"

    @asynccontextmanager
    async def _lifespan(self, app: Any) -> AsyncIterator[None]:
        self.broker.start()
        self.readiness.start()
        measured = await health.serve_metrics(self.settings.metrics_address)
        yield
        measured.close()
        await self.readiness.stop()
        await self.broker.stop()
        for door in self.doors.values():
            door.pool.close()
