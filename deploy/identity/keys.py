"""The issuer's signing keys: kept in a file, the newest signs, the older ones still verify."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey

from deploy.private_files import write_private

ALGORITHM = "RS256"
KEPT = 3


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> list[RSAKey]:
    """The keys in a file as it was at this change; reading one takes 70 ms, it is checked to be an RSA key."""
    return [RSAKey.import_key(entry) for entry in json.loads(path.read_text())]


class SigningKeys:
    """RSA keys of an issuer in `folder`; they survive restarts, several processes may read and rotate them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "keys.json"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def newest(self) -> RSAKey:
        """The key that signs, made at the first call."""
        if not self.path.exists():
            self.rotate(only_first=True)
        return self._load()[-1]

    def rotate(self, only_first: bool = False) -> str:
        """Makes a new signing key; the last three verify. Returns the key id in use afterwards."""
        with self._locked():
            known = list(self._load()) if self.path.exists() else []
            if not (only_first and known):
                known.append(RSAKey.generate_key(2048, {"kid": secrets.token_hex(8), "use": "sig", "alg": ALGORITHM}))
            kept = [key.as_dict(private=True) for key in known[-KEPT:]]
            write_private(self.path.with_suffix(".new"), json.dumps(kept))
            self.path.with_suffix(".new").replace(self.path)
        return str(known[-1].kid)

    def public_set(self) -> dict[str, list[dict[str, Any]]]:
        """The JSON Web Key Set that everybody may read."""
        self.newest()
        return {"keys": [dict(key.as_dict(private=False)) for key in self._load()]}

    def _load(self) -> list[RSAKey]:
        return _read(self.path, self.path.stat().st_mtime_ns)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self.path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
