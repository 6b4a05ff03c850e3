"""What auditors get of a service: its entries in pages, and whether the chain that vouches for them is whole."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock, metrics, seals, settings
from services.common.audit import ENTRIES
from services.common.database import Store, engine_for
from services.common.seals import SEALS, Sealed, Sealer

# Entries as they are summed; the reason came later, older rows have none.
SEALED = Sealed(ENTRIES, ("at", "call", "actor", "object"), later=("reason",))

audit_unsealed_seconds = metrics.gauge("audit_unsealed_seconds", "Age of the oldest audit entry without a seal")


def add_tables(base: Any) -> None:
    """Add the entries and the seals to the tables of a service's models."""
    for table in (ENTRIES, SEALS):
        table.to_metadata(base.metadata)


def sealer(secret: bytes, *others: Sealed) -> Sealer:
    """Return the sealer of a service's database; `others` are tables of its own that the chain vouches for too."""
    return Sealer(secret + b"audit", (SEALED, *others))


def seal(store: Store, mine: Sealer) -> None:
    """Seal what has been written since, and show what waits."""
    with store.transaction() as session:
        mine.seal(session)
    with store.reading() as session:
        audit_unsealed_seconds.set(seals.unsealed_seconds(session, SEALED, 0))


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


def check(service: str, *others: Sealed) -> int:
    """Hold a service's whole chain against its rows and say where it is broken; 1 when it is."""
    chain = sealer(settings.shared_secret(), *others)
    sealed, broken = 0, 0
    with Store(engine_for(settings.database_url(service)), service).reading() as session:
        for one, intact in chain.check(session):
            sealed += one.entries
            if not intact:
                broken += 1
                at = clock.instant_text(clock.as_utc(one.at))  # type: ignore[arg-type]
                print(f"{service}: broken at seal {one.id} of {at}: {one.entries} rows, up to {one.marks}")
    print(f"{service}: {sealed} rows are sealed, {broken} seals are broken")
    return 1 if broken else 0
