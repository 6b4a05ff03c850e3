"""Sealing: what a browser keeps for us is encrypted and authenticated, so that it can neither read nor change it."""

import base64
import hashlib
import hmac
from typing import Any

import orjson
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

HEADER = {"alg": "dir", "enc": "A256GCM"}
MOST_LETTERS = 4096


class Seal:
    """Seals for one purpose; what was sealed for another is not opened."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        derived = hmac.new(secret, f"hub311 {purpose}".encode(), hashlib.sha256).digest()
        encoded = base64.urlsafe_b64encode(derived).rstrip(b"=").decode()
        self._key = OctKey.import_key({"kty": "oct", "k": encoded})

    def close(self, content: dict[str, Any]) -> str:
        """Return the content as text that only `open` can read."""
        return jwe.encrypt_compact(HEADER, orjson.dumps(content), self._key)

    def open(self, sealed: str) -> dict[str, Any] | None:
        """Return the content, None for what was not sealed here for this."""
        if not 0 < len(sealed) <= MOST_LETTERS:
            return None
        try:
            plain = jwe.decrypt_compact(sealed, self._key, algorithms=list(HEADER.values())).plaintext
            content = orjson.loads(plain or b"")
        except (JoseError, ValueError, TypeError):
            return None
        return content if isinstance(content, dict) else None
