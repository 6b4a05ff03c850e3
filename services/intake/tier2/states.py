"""The life of a hand-over: requested, accepted, then answered, returned or expired; or withdrawn by who asked."""

from datetime import datetime

from sqlalchemy import literal_column

from services.common import clock

REQUESTED, ACCEPTED, ANSWERED, RETURNED, EXPIRED, WITHDRAWN = (
    "requested", "accepted", "answered", "returned", "expired", "withdrawn",
)  # fmt: skip

# From which states a step may be made; whatever is not here is refused.
STEPS = {
    ACCEPTED: (REQUESTED,),
    ANSWERED: (ACCEPTED,),
    RETURNED: (REQUESTED, ACCEPTED),
    EXPIRED: (REQUESTED, ACCEPTED),
    WITHDRAWN: (REQUESTED, ACCEPTED),
}
LIVE = (REQUESTED, ACCEPTED)
# Written out, not bound, so that both databases see that the index of these few rows serves.
IS_LIVE = [literal_column(f"'{state}'") for state in LIVE]


def text_of(instant: datetime) -> str:
    """Return an instant as events carry it."""
    return clock.instant_text(as_known(instant))


def as_known(instant: datetime) -> datetime:
    """Return an instant of a row that has one, in UTC."""
    utc = clock.as_utc(instant)
    assert utc is not None
    return utc
