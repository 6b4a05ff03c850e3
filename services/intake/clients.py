"""API clients: registered by their owners, confirmed by the first key that is made, listed and ended by staff."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import uuid7
from services.intake import client_links, keys
from services.intake.contract.keys import SCOPES
from services.intake.contract.refusals import ClientNotFound
from services.intake.models import ApiClient, ApiKey, ClientLink

# Whoever has not come back by then has mistyped the address or changed plans: nothing of it stays.
FORGET_UNCONFIRMED_AFTER = timedelta(days=2)


def register(session: Session, message: dict[str, Any]) -> None:
    """Write a client down and have its owner sent a link; nothing happens when the address has had enough mail."""
    email = message["email"].lower()
    if client_links.had_enough(session, email):
        return
    client = ApiClient(
        id=uuid7(),
        kind="test" if message["test"] else "open311",
        name=" ".join(message["name"].split()),
        email=email,
        purpose=message["purpose"].strip() or None,
        created_at=clock.now(),
    )
    session.add(client)
    session.flush()
    client_links.make(session, [client.id])


def issue_own(session: Session, client: ApiClient, days: int) -> dict[str, Any]:
    """Make a key for the owner of a client; the first one confirms the client."""
    client.confirmed_at = client.confirmed_at or clock.now()
    return keys.make(session, client, SCOPES, clock.now() + timedelta(days=days))


def page(session: Session, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return clients with their keys, the newest first."""
    query = select(ApiClient).order_by(ApiClient.id.desc()).limit(limit + 1)
    rows = session.execute(query.where(ApiClient.id < cursor) if cursor else query).scalars().all()
    shown = rows[:limit]
    return {"items": views(session, shown), "next": shown[-1].id if len(rows) > limit else None}


def views(session: Session, clients: Sequence[ApiClient]) -> list[dict[str, Any]]:
    """Show clients with their keys; two queries however many they are."""
    found = select(ApiKey).where(ApiKey.client_id.in_([c.id for c in clients])).order_by(ApiKey.id.desc())
    by_client: dict[str, list[dict[str, Any]]] = {}
    for key in session.execute(found).scalars():
        by_client.setdefault(key.client_id, []).append(_key_view(key))
    members = ("id", "kind", "name", "department", "email", "purpose")
    times = ("created_at", "confirmed_at", "ended_at")
    return [
        {n: getattr(c, n) for n in members}
        | {n: clock.as_utc(getattr(c, n)) for n in times}
        | {"keys": by_client.get(c.id, [])}
        for c in clients
    ]


def _key_view(key: ApiKey) -> dict[str, Any]:
    times = ("created_at", "expires_at", "revoked_at", "last_used_at")
    shown: dict[str, Any] = {name: clock.as_utc(getattr(key, name)) for name in times}
    live = key.revoked_at is None and (key.expires_at is None or shown["expires_at"] > clock.now())
    return shown | {"id": key.id, "prefix": key.prefix, "scopes": key.scopes.split(), "live": live}


def end(session: Session, client_id: str) -> None:
    """End a client and with it all of its keys; its name stays for the history, its owner's address goes."""
    client = session.get(ApiClient, client_id)
    if client is None:
        raise ClientNotFound()
    client.ended_at, client.email = client.ended_at or clock.now(), None


def names(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """Return the public names of those of the ids that are clients."""
    wanted = sorted({client_id for client_id in ids if client_id and len(client_id) == 36})
    if not wanted:
        return {}
    rows = session.execute(select(ApiClient.id, ApiClient.name).where(ApiClient.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def forget_unconfirmed(session: Session) -> None:
    """Drop links that are over, and clients that nobody has confirmed, with their links."""
    session.execute(delete(ClientLink).where(ClientLink.expires_at < clock.now()))
    before = clock.now() - FORGET_UNCONFIRMED_AFTER
    old = select(ApiClient.id).where(ApiClient.confirmed_at.is_(None), ApiClient.created_at < before)
    session.execute(delete(ClientLink).where(ClientLink.client_id.in_(old)))
    session.execute(delete(ApiClient).where(ApiClient.id.in_(old)))
