"""A GeoReport v2 endpoint: services, definitions, requests, tokens, updates. One is real, one takes drills only."""

from collections.abc import Iterator
from typing import Any

from gateway.open311 import forms, listings, reporting, shapes
from gateway.open311.asked import Act, Asked, Handler, Parts
from gateway.open311.fields import Fields, wrong
from gateway.open311.filters import DEEPEST, Filters, scope, span
from gateway.open311.freshness import Freshness, freshness
from gateway.open311.jurisdictions import Jurisdiction
from gateway.open311.refusals import RequestNotFound, ServiceNotFound, TokenNotFound
from services.common import clock
from services.common.errors import InvalidInput, MalformedInput, NotFound
from services.intake import contract as intake
from services.routing import contract as routing

Row = tuple[str, str, Handler, str]
BOTH = ("xml", "json")
MOST_UPDATES = 250


class Endpoint:
    """The addresses below one root."""

    def __init__(self, parts: Parts, root: str, drill: bool) -> None:
        self.parts = parts
        self.root = root
        self.drill = drill
        self.url = parts.public_url + root

    def rows(self) -> Iterator[Row]:
        """Yield method, address, handler and rank."""
        one = "{id:str}"
        for form in BOTH:
            yield self._row("GET", f"/services.{form}", self.services, form)
            yield self._row("GET", f"/services/{one}.{form}", self.definition, form)
            yield self._row("GET", f"/requests/{one}.{form}", self.request, form)
            yield self._row("GET", f"/tokens/{one}.{form}", self.token, form)
            yield self._row("POST", f"/requests.{form}", self.open, form)
            yield self._row("GET", f"/servicerequestupdates.{form}", self.updates, form)
            yield self._row("POST", f"/servicerequestupdates.{form}", self.add_update, form)
        for form in listings.FORMS:
            yield self._row("GET", f"/requests.{form}", self.requests, form)

    def _row(self, method: str, address: str, act: Act, form: str) -> Row:
        rank = "read" if method == "GET" else "create"
        return method, self.root + address, Handler(act, form, self.parts), rank

    def _jurisdiction(self, asked: Asked, form: Fields | None = None) -> Jurisdiction:
        wanted = (form.text("jurisdiction_id", 200) if form else None) or asked.query.text("jurisdiction_id", 200)
        return self.parts.jurisdictions.choose(wanted)

    async def services(self, asked: Asked) -> None:
        """List the service types that anybody may ask for."""
        jurisdiction = self._jurisdiction(asked)
        found = await asked.call("routing", routing.LIST_SERVICES, {"public": True})
        offered = [line for line in found["items"] if jurisdiction.offers(line["code"])]
        await asked.answer("services", [shapes.service(line, jurisdiction) for line in offered])

    async def definition(self, asked: Asked) -> None:
        """Show the questions of a service type."""
        jurisdiction, code = self._jurisdiction(asked), asked.path("id")
        if not jurisdiction.offers(code):
            raise ServiceNotFound()
        try:
            view = await asked.call("routing", routing.READ_SERVICE, {"code": code, "public": True})
        except (NotFound, InvalidInput) as error:
            raise ServiceNotFound() from error
        await asked.answer("service_definition", shapes.definition(view))

    async def requests(self, asked: Asked) -> None:
        """List requests, newest first."""
        filters = Filters(asked.query, self._jurisdiction(asked), self.drill)
        form = listings.FORMS[asked.form](asked, self.url)
        pages = listings.requests(asked, intake.LIST_PUBLIC_REQUESTS, filters)
        fresh = await self._freshness(asked, filters)
        if not await asked.is_answered(fresh):
            await asked.stream(form.kind, listings.written(form, pages), fresh.headers)

    async def _freshness(self, asked: Asked, filters: Filters) -> Freshness:
        """Ask what the listing is recognised by, which costs much less than the listing."""
        wanted = filters.message | {"skip": min(filters.skip, DEEPEST), "limit": filters.size}
        marked = await asked.call("intake", intake.MARK_LISTING, wanted)
        return freshness(asked.exchange, marked["mark"], marked["updated_at"])

    async def request(self, asked: Asked) -> None:
        """Show one request."""
        filters = Filters(asked.query, self._jurisdiction(asked), self.drill)
        wanted = {name: filters.message[name] for name in ("jurisdiction_id", "drill", "details")}
        wanted["numbers"] = [asked.path("id")[:32]]
        page = await asked.call("intake", intake.LIST_PUBLIC_REQUESTS, wanted)
        if not page["items"]:
            raise RequestNotFound()
        items = [shapes.request(item, self.parts.public_url) for item in page["items"]]
        await asked.answer("service_requests", items, page["items"][0]["updated_at"])

    async def token(self, asked: Asked) -> None:
        """Show which request a token stands for."""
        token = asked.path("id")
        wanted = scope(self._jurisdiction(asked), self.drill) | {"token": token[:64]}
        page = await asked.call("intake", intake.LIST_PUBLIC_REQUESTS, wanted)
        if not page["items"]:
            raise TokenNotFound()
        found = {"service_request_id": page["items"][0]["number"], "token": token}
        await asked.answer("service_requests", [found])

    async def open(self, asked: Asked) -> None:
        """Open a request: the answer holds its number, a token or neither, as the service's type says."""
        await reporting.take(asked, self.drill, lambda form: self._jurisdiction(asked, form))

    async def updates(self, asked: Asked) -> None:
        """List what happened to requests in a span of time."""
        query, jurisdiction = asked.query, self._jurisdiction(asked)
        start, end = span(query.instant("start_date"), query.instant("end_date"), clock.now())
        numbers = query.words("service_request_id")
        message = scope(jurisdiction, self.drill) | {"since": clock.instant_text(start), "limit": MOST_UPDATES}
        message |= {"until": clock.instant_text(end)} if end else {}
        message |= {"numbers": [number[:32] for number in numbers]} if numbers else {}
        form = listings.Rows(asked, "service_request_updates")
        await asked.stream(form.kind, listings.written(form, _update_pages(asked, message)), [])

    async def add_update(self, asked: Asked) -> None:
        """Add what a client has to say to a request that it opened."""
        form, _ = await forms.receive(asked.exchange, _no_photos)
        caller, jurisdiction = await asked.client(form), self._jurisdiction(asked, form)
        number, text = form.text("service_request_id", 32), form.text("description", forms.MOST_LETTERS)
        if number is None:
            raise wrong("service_request_id", "Say to which request this belongs.")
        if text is None:
            raise wrong("description", "An update needs words.")
        said = {"number": number[:16], "text": text, "idempotency_key": forms.key_of(asked.exchange)}
        made = await asked.call("intake", intake.ADD_PUBLIC_UPDATE, scope(jurisdiction, self.drill) | said, caller)
        await asked.answer("service_request_updates", [{"update_id": made["id"]}])


def _no_photos() -> Any:
    raise MalformedInput("An update takes no photos.")


async def _update_pages(asked: Asked, message: dict[str, Any]) -> Any:
    left = 1000
    while True:
        page = await asked.call("intake", intake.LIST_PUBLIC_UPDATES, message)
        yield [shapes.update(item) for item in page["items"]]
        left -= len(page["items"])
        if left <= 0 or not page.get("next"):
            return
        message = message | {"cursor": page["next"]}
