"""An identity provider of a few lines: discovery, keys, and tokens of every right and wrong kind."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import orjson
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

AUDIENCE = "hub311"


class Issuer:
    """Publishes its keys; `away` makes it answer nothing but errors, and it answers nothing at all until `open`."""

    def __init__(self) -> None:
        self.keys: list[Any] = [
            RSAKey.generate_key(2048, {"kid": "first"}),
            ECKey.generate_key("P-256", {"kid": "second"}),
        ]
        self.away = False
        self.open = threading.Event()
        self.open.set()
        self.fetches = 0
        self.id_claims: dict[str, Any] = {}
        self.redeemed: list[dict[str, str]] = []
        self.http = _server(self)
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def token(self, claims: dict[str, Any] | None = None, key: Any = None, **header: Any) -> str:
        """Return an access token; what is given replaces what would be right, None leaves it out."""
        key = key or self.keys[0]
        said = {"alg": "RS256" if key.key_type == "RSA" else "ES256", "kid": key.kid, "typ": "at+jwt"} | header
        right = {"iss": self.url, "aud": AUDIENCE, "sub": "agent-1", "exp": int(time.time()) + 600, "roles": ["agent"]}
        right |= claims or {}
        return jwt.encode(
            {k: v for k, v in said.items() if v is not None},
            {k: v for k, v in right.items() if v is not None},
            key,
            algorithms=[said["alg"]],
            default_type=None,
        )

    def answer(self, path: str) -> Any:
        """Return the document at a path."""
        if path.endswith("openid-configuration"):
            places = ("authorization", "token", "end_session")
            return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"} | {
                f"{place}_endpoint": f"{self.url}/{place}" for place in places
            }
        self.fetches += 1
        self.open.wait(10)
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def redeem(self, form: dict[str, str]) -> Any:
        """Return what comes for a code: an ID token that says what the test wants it to say."""
        self.redeemed.append(form)
        return {"id_token": self.token({"aud": AUDIENCE} | self.id_claims, typ="JWT"), "token_type": "Bearer"}

    def logout_token(self, **claims: Any) -> str:
        """Return a logout token; what is given replaces what would be right, None leaves it out."""
        event = {"http://schemas.openid.net/event/backchannel-logout": {}}
        right = {"sid": "provider-1", "events": event, "iat": int(time.time()), "sub": None, "roles": None}
        return self.token(right | claims, typ="logout+jwt")


def _server(issuer: Issuer) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(500 if issuer.away else 200)
            self.end_headers()
            self.wfile.write(orjson.dumps(issuer.answer(self.path)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.send_response(500 if issuer.away else 200)
            self.end_headers()
            self.wfile.write(orjson.dumps(issuer.redeem(dict(parse_qsl(body)))))

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
