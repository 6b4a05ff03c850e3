"""Putting the gateway together: routes are found in gateway/routes, everything else is made once here."""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.routing import Route as Address
from starlette.routing import Router

from gateway import health, routes
from gateway.authentication import Authentication
from gateway.batch import Batch
from gateway.broker import Broker
from gateway.calls import Calls
from gateway.cors import EVERYBODY, Origins
from gateway.description import events, page
from gateway.description.openapi import Description
from gateway.description.page import Page
from gateway.door import Door
from gateway.downloads import Download
from gateway.exchange import JSON
from gateway.followers import FollowersDesk
from gateway.gate import Crowd, Gate, Handler, Place, nowhere
from gateway.keyring import KeyRing
from gateway.laundry import Laundry
from gateway.limits import Limits
from gateway.listed import Listed
from gateway.open311 import addresses, jurisdictions
from gateway.open311.asked import Parts
from gateway.open311.errors import ROOTS
from gateway.operation import Operation
from gateway.owners.desk import OwnersDesk
from gateway.readiness import Readiness
from gateway.route import Route
from gateway.screens import Screens
from gateway.settings import Settings
from gateway.sign_in.cookies import Jar
from gateway.sign_in.desk import SignInDesk
from gateway.sign_in.emergency import Accounts, read_accounts
from gateway.sign_in.emergency_desk import EmergencyDesk
from gateway.sign_in.ended import EndedSessions
from gateway.sign_in.home import Home
from gateway.sign_in.provider import Client, Provider
from gateway.sign_in.sessions import Sessions
from gateway.streams import Stream
from gateway.tokens import Tokens
from gateway.uploads import Files, Upload
from services.common.blobs import Blobs


@dataclass(frozen=True)
class Resource:
    """The routes of one file in gateway/routes, and its docstring."""

    name: str
    text: str
    routes: tuple[Route, ...]


def find_resources() -> list[Resource]:
    """Return what the files in gateway/routes hold."""
    found = []
    for name in sorted(module.name for module in pkgutil.iter_modules(routes.__path__)):
        file = importlib.import_module(f"gateway.routes.{name}")
        found.append(Resource(name, (file.__doc__ or "").strip(), file.ROUTES))
    return found


def find_services(resources: list[Resource]) -> set[str]:
    """Return the services that are asked: intake also knows whose key it is, routing which sessions ended."""
    named = {route.service for resource in resources for route in resource.routes}
    return named | {"intake", "routing"} | addresses.SERVICES


class Gateway:
    """The parts of the gateway, and the application made of them."""

    def __init__(self, settings: Settings, resources: list[Resource]) -> None:
        self.settings = settings
        self.broker = Broker(settings.amqp_uri)
        self.doors = {name: Door(address) for name, address in settings.service_addresses.items()}
        self.calls = Calls(self.broker, self.doors, settings.secret, settings.most_calls)
        self.tokens = Tokens(settings.oidc_issuer, settings.oidc_audience)
        self.keys = KeyRing(self.calls)
        self.limits = Limits(settings.rates, settings.trusted_proxies)
        self.ended = EndedSessions(self.calls)
        self.sessions = Sessions(settings.secret, Jar(settings.public_url), self.ended)
        self.authentication = Authentication(self.tokens, self.keys, self.limits, self.sessions)
        self.readiness = Readiness(settings.service_addresses, self.calls, settings.ready_file)
        self.files = Files(Blobs(settings.blobs / "attachments"), Laundry())
        self.crowd = Crowd(settings.most_in_flight)
        self.origins = Origins(settings.origins)
        self.screens = Screens(self.calls)
        self.operations = [(resource, self._operations(resource)) for resource in resources]
        self.app = Gate(self._router(), self.crowd, self.origins)

    def _operations(self, resource: Resource) -> list[Operation]:
        return [self._operation(route) for route in resource.routes]

    def _operation(self, route: Route) -> Operation:
        if route.upload:
            return Upload(route, self.calls, self.authentication, self.files)
        if route.download:
            return Download(route, self.calls, self.authentication, Blobs(self.settings.blobs / route.download))
        if route.stream:
            return Stream(route, self.calls, self.authentication, self.screens, self.crowd)
        form = Batch if route.batch else Listed if route.listed else Operation
        return form(route, self.calls, self.authentication)

    def _router(self) -> Router:
        places: dict[str, Place] = {}
        for method, path, handler, rank in self._handlers():
            origins = EVERYBODY if path.encode().startswith(ROOTS) else self.origins
            place = places.setdefault(path, Place(path, self.crowd, origins))
            place.handlers[method] = (handler, rank)
        # Addresses without a parameter come first: /v1/requests/preview is not the request "preview".
        ordered = sorted(places.values(), key=lambda place: ("{" in place.template, place.template))
        addresses = [Address(place.template, place) for place in ordered]
        return Router(addresses, redirect_slashes=False, default=nowhere, lifespan=self._lifespan)

    def _handlers(self) -> Iterator[tuple[str, str, Handler, str]]:
        for operation in (one for _, operations in self.operations for one in operations):
            yield operation.route.method, operation.route.path, operation, operation.route.rank
        yield from OwnersDesk(self.calls, self.limits).rows()
        yield from FollowersDesk(self.calls, self.limits).rows()
        yield from self._sign_in()
        yield from addresses.rows(self._open311())
        for path, shown in self._pages():
            yield "GET", path, shown, "always"
        yield "GET", "/live", health.live, "always"
        yield "GET", "/ready", health.Ready(self.readiness), "always"

    def _sign_in(self) -> Iterator[tuple[str, str, Handler, str]]:
        settings = self.settings
        client = Client(settings.oidc_client, settings.oidc_secret, f"{settings.public_url}/sign-in/callback")
        provider = Provider(self.tokens, client)
        yield from SignInDesk(provider, self.sessions, self.limits, settings).rows()
        accounts = Accounts(read_accounts(settings.break_glass))
        yield from EmergencyDesk(accounts, self.sessions, self.calls, self.limits).rows()
        yield from Home(self.calls, self.sessions, provider).rows()

    def _open311(self) -> Parts:
        served = jurisdictions.load(self.settings.open311)
        return Parts(self.calls, self.authentication, self.limits, self.files, served, self.settings.public_url)

    def _pages(self) -> Iterator[tuple[str, Handler]]:
        description = Description(self.settings.public_url)
        for resource, operations in self.operations:
            description.tag(resource.name, resource.text)
            for operation in operations:
                description.add(resource.name, operation)
        description.add_health()
        for path, schema in events.documents():
            yield path, Page(schema, b"application/schema+json")
        document = description.document()
        yield "/openapi.json", Page(orjson.dumps(document), JSON)
        yield "/docs", Page(page.render(document), b"text/html; charset=utf-8")
        yield "/docs/style.css", Page(page.STYLE, b"text/css; charset=utf-8")

    @asynccontextmanager
    async def _lifespan(self, app: Any) -> AsyncIterator[None]:
        self.broker.start()
        self.readiness.start()
        self.keys.start()
        self.ended.start()
        self.screens.start()
        measured = await health.serve_metrics(self.settings.metrics_address)
        yield
        measured.close()
        await self.screens.stop()
        await self.ended.stop()
        await self.keys.stop()
        await self.readiness.stop()
        await self.broker.stop()
        for door in self.doors.values():
            door.pool.close()
