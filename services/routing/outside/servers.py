"""Which agencies have an Open311 server: where it is, our key there, and what our service types are called there."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing import sealing
from services.routing.catalogue.catalogue import Catalogue
from services.routing.contract.refusals import AgencyNotFound
from services.routing.models import OutsideServer

PURPOSE = b"keys of outside servers"


def seal(secret: bytes, key: str) -> str:
    """Return a key as it is stored."""
    return sealing.seal(secret, key, PURPOSE)


def unseal(secret: bytes, sealed: str | None) -> str | None:
    """Return the key that was sealed."""
    return sealing.unseal(secret, sealed, PURPOSE)


def set_server(session: Session, catalogue: Catalogue, secret: bytes, message: dict[str, Any]) -> dict[str, Any]:
    """Write down an agency's server as it is now; a key that is not given stays."""
    if message["agency"] not in catalogue.agencies:
        raise AgencyNotFound()
    now = clock.now()
    row = session.get(OutsideServer, message["agency"]) or OutsideServer(agency=message["agency"])
    for name in ("url", "jurisdiction_id", "services", "polls", "active"):
        setattr(row, name, message[name])
    if message["api_key"]:
        row.sealed_key = seal(secret, message["api_key"])
    row.changed_at, row.poll_at, row.failures = now, now, 0
    session.add(row)
    session.flush()
    return view(row)


def list_servers(session: Session) -> list[dict[str, Any]]:
    """Return all of them; no key."""
    return [view(row) for row in session.execute(select(OutsideServer).order_by(OutsideServer.agency)).scalars()]


def view(row: OutsideServer) -> dict[str, Any]:
    """Return what may be shown of a server."""
    shown = {
        n: getattr(row, n) for n in ("agency", "url", "jurisdiction_id", "services", "polls", "active", "failures")
    }
    return shown | {"has_key": row.sealed_key is not None, "changed_at": clock.as_utc(row.changed_at)}
