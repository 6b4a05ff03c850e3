"""Links that lead an owner to a client's keys: mailed, good for a day, as often as needed; nothing secret is stored."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.common.ids import uuid7
from services.intake import link_tokens
from services.intake.contract.refusals import LinkNotFound
from services.intake.models import ApiClient, ClientLink

GOOD_FOR = timedelta(days=1)
# Nobody's mailbox can be filled by somebody else who types its address here.
MOST_LINKS_A_DAY = 5
MOST_CLIENTS_AT_ONCE = 5


def token(secret: bytes, link_id: str) -> str:
    """Return what opens a link."""
    return link_tokens.token(secret, "client-link", link_id)


def had_enough(session: Session, email: str) -> bool:
    """Whether this address has been sent as many links as anybody may cause in a day."""
    made = select(func.count()).select_from(ClientLink).join(ApiClient, ApiClient.id == ClientLink.client_id)
    recent = made.where(ApiClient.email == email, ClientLink.made_at > clock.now() - timedelta(days=1))
    return int(session.execute(recent).scalar_one()) >= MOST_LINKS_A_DAY


def make(session: Session, client_ids: Sequence[str]) -> None:
    """Write a link for each client and say so; notify fetches the rest."""
    now = clock.now()
    links = [ClientLink(id=uuid7(), client_id=c, made_at=now, expires_at=now + GOOD_FOR) for c in client_ids]
    session.add_all(links)
    session.flush()
    said = [Event("client_link_asked", k.client_id, {"client": k.client_id, "link": k.id}) for k in links]
    outbox.say(session, said)


def make_for(session: Session, email: str) -> None:
    """Make links for the clients of an owner, the newest first; for a stranger nothing, and nobody can tell."""
    if had_enough(session, email.lower()):
        return
    mine = select(ApiClient.id).where(ApiClient.email == email.lower(), ApiClient.ended_at.is_(None))
    newest = mine.order_by(ApiClient.id.desc()).limit(MOST_CLIENTS_AT_ONCE)
    make(session, session.execute(newest).scalars().all())


def open_link(session: Session, secret: bytes, given: str, lock: bool = False) -> ApiClient:
    """Return the client that a link leads to; LinkNotFound when it is forged or over."""
    link_id = link_tokens.read(secret, "client-link", given)
    if link_id is None:
        raise LinkNotFound()
    query = (
        select(ApiClient)
        .join(ClientLink, ClientLink.client_id == ApiClient.id)
        .where(ClientLink.id == link_id, ClientLink.expires_at > clock.now(), ApiClient.ended_at.is_(None))
    )
    found = session.execute(query.with_for_update(of=ApiClient) if lock else query).scalar_one_or_none()
    if found is None:
        raise LinkNotFound()
    return found


def facts(session: Session, secret: bytes, links: Sequence[str]) -> list[dict[str, Any]]:
    """Return where links go and what opens them; those that are over are left out."""
    query = (
        select(ClientLink.id, ClientLink.client_id, ClientLink.expires_at, ApiClient.email)
        .join(ApiClient, ApiClient.id == ClientLink.client_id)
        .where(ClientLink.id.in_(links), ClientLink.expires_at > clock.now(), ApiClient.ended_at.is_(None))
    )
    return [
        {
            "link": row.id,
            "client": row.client_id,
            "email": row.email,
            "token": token(secret, row.id),
            "expires_at": clock.as_utc(row.expires_at),
        }
        for row in session.execute(query)
    ]
