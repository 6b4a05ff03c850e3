"""Which assignments a bulk action is about: those that were named, or those that a filter of the work list finds."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.bulk.messages import MOST_AT_ONCE
from services.common.bulk.refusals import TooManyAtOnce
from services.routing.contract.bulk import PARAMETERS
from services.routing.models import Assignment
from services.routing.policy import Reach
from services.routing.work.worklists import filters

ME = "me"
DEFAULTS: dict[str, dict[str, Any]] = {
    "hold": {"reason_code": "other", "until": None},
    "return": {"reason_code": "not_ours"},
    "assign": {"reason": None},
}


def choose(session: Session, wish: dict[str, Any], reach: Reach) -> Sequence[str]:
    """Return the ids of the assignments that are meant; TooManyAtOnce when a filter finds more than may be."""
    if wish["ids"]:
        return list(wish["ids"])
    wanted = wish["filter"] | {"order": "newest"}
    if wanted["assignee"] == ME:
        wanted["assignee"] = reach.subject
    query = select(Assignment.id).where(*filters(wanted, reach)).order_by(Assignment.id)
    found = session.execute(query.limit(MOST_AT_ONCE + 1)).scalars().all()
    if len(found) > MOST_AT_ONCE:
        raise TooManyAtOnce()
    return found


def parameters(wish: dict[str, Any]) -> dict[str, Any]:
    """Return what the action is told, with what may be left out, as JSON keeps it."""
    said = DEFAULTS.get(wish["action"], {}) | {name: wish[name] for name in PARAMETERS if name in wish}
    return said | ({"until": clock.instant_text(said["until"])} if said.get("until") else {})
