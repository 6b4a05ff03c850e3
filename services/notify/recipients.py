"""Recipients as keyed hashes: enough to recognise somebody again, too little to find out who it is."""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.common.statements import run, upsert
from services.notify.models import Suppression

SUPPRESSIONS = Suppression.__table__
# A mailbox that does not exist may be opened again, and a mail server may have been wrong.
SUPPRESSED_FOR = timedelta(days=90)
_REFUSED = select(SUPPRESSIONS.c.recipient_hash).where(
    SUPPRESSIONS.c.recipient_hash.in_(bindparam("hashes", expanding=True)),
    SUPPRESSIONS.c.expires_at > bindparam("now"),
)


def hash_mail(secret: bytes, address: str) -> str:
    """Return the keyed hash of a mail address; capitals make no difference."""
    return _hash(secret, f"mail:{address.lower()}")


def hash_post(secret: bytes, lines: Iterable[str]) -> str:
    """Return the keyed hash of an addressee and his postal address."""
    return _hash(secret, "post:" + "\n".join(line.lower() for line in lines))


def _hash(secret: bytes, text: str) -> str:
    return hmac.digest(secret, text.encode(), "sha256").hex()


def refused_among(session: Session, hashes: Iterable[str], now: datetime) -> set[str]:
    """Return those of the hashes to which no mail may be sent now."""
    wanted = set(hashes)
    if not wanted:
        return set()
    return set(run(session, _REFUSED, {"hashes": sorted(wanted), "now": now}).scalars())


def suppress(session: Session, hashed: str, reason: str, now: datetime) -> None:
    """Remember that an address has refused mail for good."""
    row = {"recipient_hash": hashed, "reason": reason, "since": now, "expires_at": now + SUPPRESSED_FOR}
    insert = upsert(session, SUPPRESSIONS).values(row)
    session.execute(insert.on_conflict_do_update(index_elements=["recipient_hash"], set_=row))
