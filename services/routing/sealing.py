"""Secrets as they are stored: encrypted (A256GCM) with what follows from the installation's secret for a purpose."""

import hmac

from joserfc import jwe
from joserfc.jwk import OctKey


def seal(secret: bytes, said: str, purpose: bytes) -> str:
    """Return a text as it is stored."""
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, said.encode(), _box(secret, purpose))


def unseal(secret: bytes, sealed: str | None, purpose: bytes) -> str | None:
    """Return the text that was sealed."""
    if sealed is None:
        return None
    found = jwe.decrypt_compact(sealed, _box(secret, purpose)).plaintext
    return found.decode() if found else None


def _box(secret: bytes, purpose: bytes) -> OctKey:
    return OctKey.import_key(hmac.digest(secret, purpose, "sha256"))
