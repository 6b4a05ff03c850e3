"""Loads a county's standard replies as approved: `python -m services.notify.load deploy/sample`."""

import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import settings
from services.common.contract import load
from services.common.database import Store, engine_for
from services.notify import contract
from services.notify.models import StandardReply
from services.notify.replies import keeping

LOADER, CLERK = "loader", "county"


def load_folder(session: Session, folder: Path) -> int:
    """Store the replies of the folder's file that say something new; returns how many."""
    path = folder / "standard_replies.json"
    entries = json.loads(path.read_text("utf-8")) if path.exists() else []
    return sum(_store(session, load(contract.DRAFT_STANDARD_REPLY.request, entry)) for entry in entries)


def _store(session: Session, entry: dict[str, Any]) -> bool:
    query = select(StandardReply).where(StandardReply.code == entry["code"], StandardReply.state == keeping.APPROVED)
    row = session.execute(query).scalar_one_or_none()
    if row is not None and row.texts == entry["texts"] and keeping.unframed(row.services) == entry["services"]:
        return False
    made = keeping.draft(session, entry, LOADER)
    keeping.approve(session, made.code, made.version, CLERK)
    return True


def main(arguments: list[str]) -> int:
    """Load the folder that is named into the database of HUB311_DATABASE_NOTIFY."""
    if len(arguments) != 1:
        print("usage: python -m services.notify.load FOLDER", file=sys.stderr)
        return 2
    store = Store(engine_for(settings.database_url("notify")), "notify")
    with store.transaction() as session:
        loaded = load_folder(session, Path(arguments[0]))
    print(f"notify: {loaded} standard replies are new or changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
