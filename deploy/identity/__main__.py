"""`python -m deploy.identity`: the issuer at HUB311_HTTP_IDENTITY, known to others as HUB311_OIDC_ISSUER."""

from __future__ import annotations

import os

import uvicorn

from deploy.identity.app import Issuer
from deploy.places import state_folder


def main() -> None:
    """Serves until it is told to stop."""
    address = os.environ.get("HUB311_HTTP_IDENTITY", "127.0.0.1:8312")
    issuer = os.environ.get("HUB311_OIDC_ISSUER") or f"http://{address}"
    audience = os.environ.get("HUB311_OIDC_AUDIENCE") or "hub311"
    host, _, port = address.rpartition(":")
    application = Issuer(state_folder() / "identity", issuer, audience).application()
    uvicorn.run(application, host=host, port=int(port), log_level="warning", access_log=False, lifespan="off")


if __name__ == "__main__":
    main()
