"""Fault switches: an endpoint answers with a wrong status or late, as a county's issuer may on a bad day."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

SWITCHES = "/faults"


class Faults:
    """Middleware: POST /faults `{"/jwks.json": {"status": 503, "seconds": 2}}` sets, DELETE /faults clears."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.known: dict[str, dict[str, Any]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers for the application where a fault is switched on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] == SWITCHES:
            response = await self._switch(Request(scope, receive))
            await response(scope, receive, send)
            return
        fault = self.known.get(scope["path"], {})
        await asyncio.sleep(float(fault.get("seconds", 0)))
        answer = PlainTextResponse("fault\n", int(fault["status"])) if "status" in fault else self.app
        await answer(scope, receive, send)

    async def _switch(self, request: Request) -> Response:
        if request.method == "POST":
            self.known.update(await request.json())
        elif request.method == "DELETE":
            self.known.clear()
        return JSONResponse(self.known)
