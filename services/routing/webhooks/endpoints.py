"""Webhooks as their owners see and change them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import InvalidInput
from services.routing.contract.webhooks import TooManyWebhooks, WebhookNotFound
from services.routing.feed.pages import position_before
from services.routing.models import DeadLetter, FeedHead, FeedReader, FeedReplay, Webhook
from services.routing.webhooks import signing
from services.routing.webhooks.deliveries import ACTIVE, DEAD, PAUSED

MOST = 5  # of a department
SHOWN = ("department", "name", "url", "types", "state", "position", "failures", "reason")
TIMES = ("failing_since", "delivered_at", "made_at")


def set_webhook(session: Session, secret: bytes, wish: dict[str, Any]) -> dict[str, Any]:
    """Make or change a webhook; it is tried at once. The answer shows the secret of one that is new."""
    row = session.get(Webhook, (wish["code"], wish["name"]), with_for_update=True)
    new = signing.make_secret() if row is None else None
    row = row or _make(session, secret, wish, new or "")
    row.url, row.types = wish["url"], wish["types"]
    row.state = ACTIVE if wish["active"] else PAUSED
    row.failures, row.attempts, row.failing_since, row.reason = 0, 0, None, None
    row.not_before = row.changed_at = clock.now()
    session.add(row)
    session.flush()
    return view(session, row) | ({"secret": new} if new else {})


def _make(session: Session, secret: bytes, wish: dict[str, Any], new: str) -> Webhook:
    count = select(func.count()).where(Webhook.department == wish["code"])
    if session.execute(count).scalar_one() >= MOST:
        raise TooManyWebhooks()
    secrets, _ = signing.add(secret, [], new)
    head = session.execute(select(FeedHead.last).where(FeedHead.department == wish["code"])).scalar() or 0
    return Webhook(
        department=wish["code"], name=wish["name"], secrets=secrets, position=head, made_at=clock.now()
    )  # fmt: skip


def find(session: Session, code: str, name: str) -> Webhook:
    """Return a webhook, locked; WebhookNotFound when there is none."""
    row = session.get(Webhook, (code, name), with_for_update=True)
    if row is None:
        raise WebhookNotFound()
    return row


def remove(session: Session, code: str, name: str) -> None:
    """End a webhook; its dead letters go with it, the feed keeps their events."""
    row = find(session, code, name)
    session.execute(delete(DeadLetter).where(DeadLetter.department == code, DeadLetter.webhook == name))
    session.delete(row)


def retire(session: Session, department: str) -> None:
    """End everything by which events of a department that is out of use would still leave."""
    for model in (Webhook, DeadLetter, FeedReader, FeedReplay):
        session.execute(delete(model).where(model.department == department))


def renew_secret(session: Session, secret: bytes, code: str, name: str) -> dict[str, Any]:
    """Give a webhook a new secret; the former ones sign for a day more."""
    row = find(session, code, name)
    new = signing.make_secret()
    row.secrets, until = signing.add(secret, row.secrets, new)
    return {"secret": new, "former_until": until}


def replay(session: Session, wish: dict[str, Any]) -> dict[str, Any]:
    """Send everything behind a position, or since an instant, again; the position is never after the last event."""
    after, since = wish["after"], wish["since"]
    if (after is None) == (since is None):
        raise InvalidInput(errors=[{"pointer": "/after", "detail": "Say either after or since."}])
    row = find(session, wish["code"], wish["name"])
    row.position = min(_from(session, wish["code"], after, since), _head(session, wish["code"]))
    row.attempts, row.not_before = 0, clock.now()
    session.flush()
    return view(session, row)


def _from(session: Session, department: str, after: int | None, since: datetime | None) -> int:
    return after if since is None or after is not None else position_before(session, department, since)


def _head(session: Session, department: str) -> int:
    return session.execute(select(FeedHead.last).where(FeedHead.department == department)).scalar() or 0


def list_webhooks(session: Session, departments: Sequence[str] | None) -> list[dict[str, Any]]:
    """Return webhooks by department and name; None as departments: all."""
    hooks = select(Webhook).order_by(Webhook.department, Webhook.name)
    mine = hooks if departments is None else hooks.where(Webhook.department.in_(departments))
    found = session.execute(mine).scalars().all()
    codes = sorted({row.department for row in found})
    heads = dict(
        session.execute(select(FeedHead.department, FeedHead.last).where(FeedHead.department.in_(codes))).all()
    )
    dead = _dead(session, codes)
    return [_view(row, heads.get(row.department, 0), dead.get((row.department, row.name), 0)) for row in found]


def view(session: Session, row: Webhook) -> dict[str, Any]:
    """Return one webhook as it is."""
    dead = _dead(session, [row.department])
    return _view(row, _head(session, row.department), dead.get((row.department, row.name), 0))


def _dead(session: Session, codes: Sequence[str]) -> dict[tuple[str, str], int]:
    query = select(DeadLetter.department, DeadLetter.webhook, func.count())
    query = query.where(DeadLetter.department.in_(codes), DeadLetter.state == DEAD)
    return {(d, w): n for d, w, n in session.execute(query.group_by(DeadLetter.department, DeadLetter.webhook))}


def _view(row: Webhook, head: int, dead: int) -> dict[str, Any]:
    times = {name: clock.as_utc(getattr(row, name)) for name in TIMES}
    waits = row.failures > 0 and row.state == ACTIVE
    return (
        {name: getattr(row, name) for name in SHOWN}
        | times
        | {
            "lag": max(0, head - row.position),
            "dead_letters": dead,
            "secrets": len(signing.valid(row.secrets)),
            "next_attempt_at": clock.as_utc(row.not_before) if waits else None,
        }
    )
