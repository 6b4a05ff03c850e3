"""The issuer's HTTP interface: discovery, keys, sign-in, tokens, and its switches for tests."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from deploy.identity.exchange import TokenDesk, read_form
from deploy.identity.faults import Faults
from deploy.identity.grants import Grants, Session
from deploy.identity.keys import ALGORITHM, SigningKeys
from deploy.identity.page import sign_in_page
from deploy.identity.people import list_people
from deploy.identity.sign_out import SignOut, is_loopback

QUESTION = ("response_type", "client_id", "redirect_uri", "scope", "state", "nonce")
PROOF = ("code_challenge", "code_challenge_method")


class Issuer:
    """An issuer with its state in `folder`; `issuer` is its address in tokens, `audience` whom they are for."""

    def __init__(self, folder: Path, issuer: str, audience: str) -> None:
        self.folder, self.issuer, self.audience = folder, issuer, audience
        self.keys = SigningKeys(folder)
        self.keys.newest()
        self.grants = Grants(folder)
        self.people = list_people()

    def application(self) -> Faults:
        """The ASGI application."""
        routes = [
            Route("/ready", lambda request: PlainTextResponse("ready\n")),
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/jwks.json", lambda request: JSONResponse(self.keys.public_set())),
            Route("/authorize", self.ask, methods=["GET"]),
            Route("/authorize", self.sign_in, methods=["POST"]),
            Route("/token", TokenDesk(self.folder, self.issuer, self.audience, self.grants).exchange, methods=["POST"]),
            Route("/logout", SignOut(self.folder, self.issuer, self.grants).leave),
            Route("/keys/rotate", lambda request: JSONResponse({"kid": self.keys.rotate()}), methods=["POST"]),
        ]
        return Faults(Starlette(routes=routes))

    async def discovery(self, request: Request) -> Response:
        """OpenID Connect Discovery 1.0."""
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks.json",
                "end_session_endpoint": f"{self.issuer}/logout",
                "backchannel_logout_supported": True,
                "backchannel_logout_session_supported": True,
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"],
                "scopes_supported": ["openid", "profile", "offline_access"],
                "claims_supported": ["sub", "name", "roles", "sid"],
            }
        )

    async def ask(self, request: Request) -> Response:
        """The sign-in page, or what is wrong with the question."""
        question = {name: request.query_params.get(name, "") for name in (*QUESTION, *PROOF)}
        if wrong := find_fault(question):
            return PlainTextResponse(f"{wrong}\n", 400)
        return HTMLResponse(sign_in_page(self.people.values(), question))

    async def sign_in(self, request: Request) -> Response:
        """Sends the browser back to the client with a code for the person who was chosen."""
        form = await read_form(request)
        person = self.people.get(form.get("subject", ""))
        wrong = find_fault(form) or ("" if person else "Nobody of that name can sign in.")
        if wrong or person is None:
            return PlainTextResponse(f"{wrong}\n", 400)
        words = (form["client_id"], person.subject, form.get("scope", ""))
        session = Session(str(uuid.uuid4()), *words, int(time.time()), form.get("nonce") or None)
        code = self.grants.give_code(session, form["redirect_uri"], form["code_challenge"])
        answer = {"code": code, "iss": self.issuer} | ({"state": form["state"]} if form.get("state") else {})
        joint = "&" if urlsplit(form["redirect_uri"]).query else "?"
        return RedirectResponse(f"{form['redirect_uri']}{joint}{urlencode(answer)}", 303)


def find_fault(question: dict[str, str]) -> str:
    """What is wrong with an authorization request, the empty word when nothing is."""
    if question.get("response_type") != "code" or not question.get("client_id"):
        return "response_type must be code, and client_id must be given."
    if question.get("code_challenge_method") != "S256" or not question.get("code_challenge"):
        return "A proof key is needed: code_challenge with the method S256."
    if not is_loopback(question.get("redirect_uri", "")):
        return "redirect_uri must be on this machine: this issuer is for development."
    return ""
