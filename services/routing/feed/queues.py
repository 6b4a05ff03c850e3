"""The departments' queues: their names, their limits, and what is bound to them."""

import os
from collections.abc import Iterable

EXCHANGE = "routing.events"
MOST_MESSAGES = 100_000  # about a hundred megabytes on disk; who falls behind farther pulls from its position
# A department's reader that crashes and crashes must not cost it messages; the broker's own default (20) would.
DELIVERIES = 1_000


def queue_of(department: str) -> str:
    """The name of a department's queue."""
    return f"department.{department}"


def key_of(department: str) -> str:
    """The routing key that binds it: every event whose second word is the department."""
    return f"*.{department}.#"


def most_messages() -> int:
    """How many messages a queue holds before it drops the oldest (HUB311_DEPARTMENT_QUEUE_LIMIT)."""
    return int(os.environ.get("HUB311_DEPARTMENT_QUEUE_LIMIT", MOST_MESSAGES))


def arguments(most: int) -> dict[str, object]:
    """A quorum queue that drops its oldest message when full: no publisher ever waits for a department.

    It has no dead-letter exchange: what is dropped is not lost, it stands in the feed.
    """
    return {
        "x-queue-type": "quorum",
        "x-max-length": most,
        "x-overflow": "drop-head",
        "x-delivery-limit": DELIVERIES,
    }


def missing_bindings(departments: Iterable[str], bound: set[tuple[str, str]]) -> list[str]:
    """The departments whose queue is not bound as it should be."""
    return [code for code in departments if (queue_of(code), key_of(code)) not in bound]
