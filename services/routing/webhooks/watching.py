"""What operations watch of webhooks."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.routing.models import DeadLetter, FeedHead, Webhook
from services.routing.webhooks.deliveries import DEAD, PAUSED, SAID_AT, STOPPED


@dataclass(frozen=True)
class Seen:
    """How far behind each department's slowest webhook is, how many fail, and how many events were refused."""

    lag: dict[str, int]
    failing: int
    dead: int


def watch(session: Session) -> Seen:
    """Count; what its owner has paused is not behind."""
    behind = select(Webhook.department, func.max(func.coalesce(FeedHead.last, 0) - Webhook.position))
    behind = behind.outerjoin(FeedHead, FeedHead.department == Webhook.department).where(Webhook.state != PAUSED)
    lag = {d: max(0, n) for d, n in session.execute(behind.group_by(Webhook.department))}
    bad = (Webhook.state == STOPPED) | ((Webhook.state != PAUSED) & (Webhook.failures >= SAID_AT))
    failing = session.execute(select(func.count()).select_from(Webhook).where(bad)).scalar_one()
    dead = session.execute(select(func.count()).where(DeadLetter.state == DEAD)).scalar_one()
    return Seen(lag, failing, dead)
