"""What a listing is recognised by: a mark that changes with every change of a request in it, without reading them."""

import hashlib
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake import public_list
from services.intake.catalogue import Catalogue
from services.intake.models import CatalogueEntry

TABLE = public_list.TABLE


def mark(session: Session, catalogue: Catalogue, search: dict[str, Any]) -> dict[str, Any]:
    """Return the mark of `limit` requests of a listing, and when the last of them was changed.

    A change raises a request's version, so the sum of versions sees what a time alone would not: two transactions
    that end in another order than they began. Names of service types and departments count too.
    """
    by = public_list.sorting(search)
    rows = select(
        TABLE.c.id, TABLE.c.version, TABLE.c.updated_at, func.length(cast(TABLE.c.media, Text)).label("media")
    )
    rows = rows.where(*public_list.conditions(catalogue, search)).order_by(by.desc(), TABLE.c.id.desc())
    page = rows.offset(search["skip"]).limit(search["limit"]).subquery()
    latest = func.max(page.c.updated_at)
    sums = (func.sum(page.c.version), func.sum(page.c.media), func.min(page.c.id), func.max(page.c.id))
    found = session.execute(select(func.count(), *sums, latest)).one()
    named = session.execute(select(func.max(CatalogueEntry.changed_at))).scalar()
    said = "|".join(str(value) for value in (*found, named))
    return {"mark": hashlib.sha256(said.encode()).hexdigest()[:24], "updated_at": clock.as_utc(found[-1])}
