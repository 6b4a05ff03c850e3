"""The token endpoint: a code or a refresh token in, an access token, an ID token and a new refresh token out."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.identity.grants import GrantRefused, Grants, Session
from deploy.identity.people import list_people
from deploy.identity.tokens import ACCESS_MINUTES, mint, mint_id_token

NEVER_STORED = {"Cache-Control": "no-store"}


async def read_form(request: Request) -> dict[str, str]:
    """The members of a form as browsers and OAuth clients send it; of several equal ones the last."""
    return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))


class TokenDesk:
    """Answers for an issuer (RFC 6749 with RFC 7636 proof keys; clients are public, they have no secret)."""

    def __init__(self, folder: Path, issuer: str, audience: str, grants: Grants) -> None:
        self.folder, self.issuer, self.audience, self.grants = folder, issuer, audience, grants
        self.people = list_people()

    async def exchange(self, request: Request) -> Response:
        """The answer to a token request, or the refusal that RFC 6749 names."""
        try:
            session = self._redeem(await read_form(request))
        except GrantRefused as refusal:
            return _refuse("invalid_grant", str(refusal))
        except KeyError as missing:
            return _refuse("invalid_request", f"The parameter {missing} is missing or not supported.")
        return JSONResponse(self._answer(session), headers=NEVER_STORED)

    def _redeem(self, form: dict[str, str]) -> Session:
        kind = form["grant_type"]
        if kind == "authorization_code":
            proof = form["redirect_uri"], form["code_verifier"]
            return self.grants.take_code(form["code"], form["client_id"], *proof)
        if kind == "refresh_token":
            return self.grants.take_refresh(form["refresh_token"], form["client_id"])
        raise KeyError("grant_type")

    def _answer(self, session: Session) -> dict[str, object]:
        answer: dict[str, object] = {
            "access_token": self._access_token(session),
            "token_type": "Bearer",
            "expires_in": ACCESS_MINUTES * 60,
            "scope": session.scope,
            "refresh_token": self.grants.give_refresh(session),
        }
        if "openid" in session.scope.split():
            answer["id_token"] = self._id_token(session)
        return answer

    def _id_token(self, session: Session) -> str:
        person = self.people[session.subject]
        return mint_id_token(self.folder, self.issuer, session, person.name, person.roles)

    def _access_token(self, session: Session) -> str:
        person = self.people[session.subject]
        who = (person.subject, list(person.roles), person.name)
        return mint(self.folder, self.issuer, self.audience, *who, client=session.client)


def _refuse(code: str, description: str) -> Response:
    return JSONResponse({"error": code, "error_description": description}, 400, headers=NEVER_STORED)
