"""Events that wait for a person: `python -m services.common.parked <service> list`, `replay <id>…`, `replay --all`."""

import sys
from typing import Any

from sqlalchemy import select, update

from services.common import clock, settings
from services.common.database import Store, engine_for
from services.common.hearing import INBOX, LEFT


def listed(store: Store) -> list[dict[str, Any]]:
    """Return what is not handled yet, parked ones first, oldest first."""
    columns = (INBOX.c.event_id, INBOX.c.source, INBOX.c.type, INBOX.c.subject, INBOX.c.sequence, INBOX.c.state,
               INBOX.c.attempts, INBOX.c.reason, INBOX.c.heard_at)  # fmt: skip
    query = select(*columns).where(LEFT).order_by(INBOX.c.state, INBOX.c.heard_at)
    with store.reading() as session:
        return [dict(row) for row in session.execute(query).mappings()]


def replay(store: Store, ids: list[str] | None) -> int:
    """Give parked events another try at once, from the first attempt on; return how many."""
    statement = update(INBOX).where(INBOX.c.state == "parked")
    if ids is not None:
        statement = statement.where(INBOX.c.event_id.in_(ids))
    values = {"state": "waiting", "attempts": 0, "not_before": clock.now(), "reason": "replayed"}
    with store.transaction() as session:
        return int(session.execute(statement.values(values)).rowcount)  # type: ignore[attr-defined]


def main(arguments: list[str]) -> int:
    """List or replay."""
    if len(arguments) < 2 or arguments[1] not in ("list", "replay"):
        print(__doc__, file=sys.stderr)
        return 2
    service, verb, *ids = arguments
    store = Store(engine_for(settings.database_url(service)), service)
    if verb == "replay":
        print(f"{replay(store, None if ids == ['--all'] else ids)} events will be tried again")
        return 0
    rows = listed(store)
    for row in rows:
        print("  ".join(str(value) for value in row.values()))
    print(f"{len(rows)} events wait in {service}, {sum(r['state'] == 'parked' for r in rows)} of them parked")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
