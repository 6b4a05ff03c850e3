"""What intake's chain vouches for, and how its entries are listed.

`python -m services.intake.audit` holds the whole chain against the rows and says where it is broken.
"""

import sys
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock, settings
from services.common.audit import ENTRIES
from services.common.database import Store, engine_for
from services.common.seals import Sealed, Sealer
from services.intake.models import RequestHistory

# Creates and steps of requests are noted by their history, so that no create pays for an entry of its own; its text
# may be emptied with its person and is not summed.
TABLES = (
    Sealed(ENTRIES, ("at", "call", "actor", "object"), later=("reason",)),
    Sealed(RequestHistory.__table__, ("number", "at", "status", "code", "department", "by")),
)


def sealer(secret: bytes) -> Sealer:
    """Return the sealer of intake's database."""
    return Sealer(secret + b"audit", TABLES)


def page(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a page of entries, newest first."""
    query = select(ENTRIES).order_by(ENTRIES.c.id.desc()).limit(wanted["limit"] + 1)
    for name in ("object", "actor", "call"):
        if wanted[name]:
            query = query.where(ENTRIES.c[name] == wanted[name])
    if wanted["cursor"]:
        query = query.where(ENTRIES.c.id < wanted["cursor"])
    rows = session.execute(query).mappings().all()
    items = [dict(row) | {"at": clock.as_utc(row["at"])} for row in rows[: wanted["limit"]]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > len(items) else None}


def main() -> int:
    """Check the chain."""
    mine = settings.read("intake")
    sealed, broken = 0, 0
    with Store(engine_for(mine.database_url), "intake").reading() as session:
        for seal, intact in sealer(mine.secret).check(session):
            sealed += seal.entries
            if not intact:
                broken += 1
                at = clock.instant_text(clock.as_utc(seal.at))  # type: ignore[arg-type]
                print(f"broken at seal {seal.id} of {at}: {seal.entries} rows, up to {seal.marks}")
    print(f"{sealed} rows are sealed, {broken} seals are broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
