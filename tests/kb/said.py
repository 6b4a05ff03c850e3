"""What a database's outbox says, for tests that look at events."""

import orjson

from services.common.outbox import unpublished


def events_said(store, type_=None):
    """The events in the outbox as (type, data), in order; all or those of one type."""
    with store.reading() as session:
        bodies = [orjson.loads(row["body"]) for row in unpublished(session, 1000)]
    said = [(body["type"].split(".")[2], body["data"]) for body in bodies]
    return [event for event in said if type_ in (None, event[0])]
