"""The mailbox's HTTP interface: pages for people, JSON for tests, fault switches."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.mailbox import pages
from deploy.mailbox.batches import find_file, list_batches
from deploy.mailbox.faults import Faults, FaultUnknown
from deploy.mailbox.letterbox import Letter, Letterbox

OWN_PAGES = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'"
FOREIGN_HTML = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


class Headers:
    """Middleware: no page runs a script or loads anything from elsewhere, and no type is guessed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds the headers to every answer that has no policy of its own."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                headers.append((b"x-content-type-options", b"nosniff"))
                if not any(name == b"content-security-policy" for name, _ in headers):
                    headers.append((b"content-security-policy", OWN_PAGES.encode()))
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Mailbox:
    """Everything the pages show: mails, letters and faults."""

    def __init__(self, letterbox: Letterbox, letters: Path, faults: Faults) -> None:
        self.letterbox, self.letters, self.faults = letterbox, letters, faults

    def application(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/", self.list_mails),
            Route("/messages.json", self.list_as_json),
            Route("/messages", self.clear, methods=["DELETE"]),
            Route("/messages/{number:int}", self.show),
            Route("/messages/{number:int}/html", self.show_html),
            Route("/messages/{number:int}/source", self.show_source),
            Route("/messages/{number:int}/attachments/{index:int}", self.attachment),
            Route("/letters", self.show_letters),
            Route("/letters.json", self.letters_as_json),
            Route("/letters/{batch}/{name}", self.letter_file),
            Route("/faults", self.switch_faults, methods=["GET", "POST", "DELETE"]),
            Route("/ready", lambda request: PlainTextResponse("ready\n")),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Headers)])

    def list_mails(self, request: Request) -> Response:
        """The page with all mails, or those that a search finds."""
        to, words = (request.query_params.get(name, "").strip() for name in ("to", "q"))
        found = self.letterbox.search(to, words)
        shown = [self.letterbox.open(envelope) for envelope in found[: pages.SHOWN]]
        return HTMLResponse(pages.list_page(shown, len(found), to, words))

    def list_as_json(self, request: Request) -> Response:
        """Mails newest first: ?to= a part of the recipient's address, ?q= words, ?after= a mail's id, ?limit=."""
        query = request.query_params
        try:
            after, limit = int(query.get("after", "0")), int(query.get("limit", "0"))
        except ValueError as error:
            raise HTTPException(400, "after and limit are whole numbers") from error
        found = self.letterbox.search(query.get("to", "").strip(), query.get("q", "").strip(), after)
        chosen = found[:limit] if limit else found
        items = [self.letterbox.open(envelope).describe() for envelope in chosen]
        return JSONResponse({"items": items, "total": len(found)})

    def clear(self, request: Request) -> Response:
        """Forgets every mail."""
        self.letterbox.store.clear()
        return Response(status_code=204)

    def show(self, request: Request) -> Response:
        """One mail as a page."""
        return HTMLResponse(pages.mail_page(self._find(request)))

    def show_html(self, request: Request) -> Response:
        """The HTML alternative alone, for the closed frame: no script, no form, nothing from elsewhere."""
        return HTMLResponse(self._find(request).html, headers={"Content-Security-Policy": FOREIGN_HTML})

    def show_source(self, request: Request) -> Response:
        """The mail as it came."""
        letter = self._find(request)
        return Response(self.letterbox.store.content(letter.envelope), media_type="text/plain; charset=utf-8")

    def attachment(self, request: Request) -> Response:
        """A file of a mail, to be saved and never shown in place."""
        attachments = self._find(request).attachments
        index = request.path_params["index"]
        if index >= len(attachments):
            raise HTTPException(404)
        disposition = f"attachment; filename*=UTF-8''{quote(attachments[index].name, safe='')}"
        headers = {"Content-Disposition": disposition}
        return Response(attachments[index].content, media_type="application/octet-stream", headers=headers)

    def show_letters(self, request: Request) -> Response:
        """The page with all batches of paper letters."""
        return HTMLResponse(pages.letters_page(list_batches(self.letters)))

    def letters_as_json(self, request: Request) -> Response:
        """The batches for tests."""
        batches = list_batches(self.letters)
        items = [{"batch": one.name, "state": one.state, "letters": list(one.letters)} for one in batches]
        return JSONResponse({"items": items})

    def letter_file(self, request: Request) -> Response:
        """A PDF or a manifest."""
        path = find_file(self.letters, request.path_params["batch"], request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        return FileResponse(path)

    async def switch_faults(self, request: Request) -> Response:
        """POST switches a fault on (see faults.Fault for its members), DELETE all off, GET lists them."""
        if request.method == "POST":
            try:
                self.faults.add(json.loads(await request.body()))
            except (FaultUnknown, ValueError, TypeError) as reason:
                raise HTTPException(422, str(reason)) from reason
        elif request.method == "DELETE":
            self.faults.clear()
        return JSONResponse({"items": self.faults.list()})

    def _find(self, request: Request) -> Letter:
        envelope = self.letterbox.store.find(request.path_params["number"])
        if envelope is None:
            raise HTTPException(404)
        return self.letterbox.open(envelope)
