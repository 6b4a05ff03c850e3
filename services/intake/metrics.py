"""What operations watch of intake."""

from typing import Any

from services.common import metrics

requests_opened_total = metrics.counter("requests_opened_total", "Requests with a number; drills apart",
                                        ("channel", "drill"))  # fmt: skip
opens_repeated_total = metrics.counter("opens_repeated_total", "Creates answered again by their idempotency key")
contacts_logged_total = metrics.counter("contacts_logged_total", "Contacts by the type that follows from their items",
                                        ("type",))  # fmt: skip


def opened(answer: dict[str, Any], number: str, message: dict[str, Any]) -> None:
    """Count a create; one that met its idempotency key counts as repeated."""
    if answer["number"] == number:
        requests_opened_total.labels(message["channel"], str(message["drill"]).lower()).inc()
    else:
        opens_repeated_total.inc()
