"""What operations watch of intake."""

from typing import Any

from services.common import metrics

requests_opened_total = metrics.counter("requests_opened_total", "Requests with a number; drills apart",
                                        ("channel", "drill"))  # fmt: skip
requests_undecided = metrics.gauge(
    "requests_undecided", "Requests with a number of which routing has not said yet who does them"
)
requests_undecided_oldest_seconds = metrics.gauge(
    "requests_undecided_oldest_seconds", "For how long the oldest of them has waited, 0 when there is none"
)
opens_repeated_total = metrics.counter("opens_repeated_total", "Creates answered again by their idempotency key")
contacts_logged_total = metrics.counter("contacts_logged_total", "Contacts by the type that follows from their items",
                                        ("type",))  # fmt: skip
erasures_running = metrics.gauge("erasures_running", "Erasures of persons that some service has not confirmed yet")

lookups_total = metrics.counter("lookups_total", "Look-ups by name by what came of them: opened, masked or nothing",
                                ("outcome",))  # fmt: skip
lookup_alarms_total = metrics.counter("lookup_alarms_total", "Hours of somebody's look-ups that look like trawling",
                                      ("rule",))  # fmt: skip
contact_type_percent = metrics.gauge("contact_type_percent", "Share of a type in residents' contacts of the last hours",
                                     ("type",))  # fmt: skip
contact_mix_drifts = metrics.gauge("contact_mix_drifts", "1 while a type's share is further off than tolerated",
                                   ("type",))  # fmt: skip
first_contact_percent = metrics.gauge(
    "first_contact_percent", "Residents' contacts of the last hours that left nothing to do"
)
loop_gap_contacts = metrics.gauge(
    "loop_gap_contacts", "Closed contacts of which nobody can say that whoever asked was told"
)

handovers_total = metrics.counter("handovers_total", "Consultations and hand-overs that ended, by how", ("outcome",))
handover_wait_seconds = metrics.histogram(
    "handover_wait_seconds", "From asking a department's people to somebody taking it"
)
handovers_waiting = metrics.gauge("handovers_waiting", "Consultations and hand-overs that nobody has taken yet")
callbacks_due = metrics.gauge("callbacks_due", "Residents who are promised a call because nobody took their contact")


def watched(shares: list[dict[str, Any]], first_contact: dict[str, Any], gap: int) -> None:
    """Show the mix of the last hours and the gap as it is."""
    for share in shares:
        contact_type_percent.labels(share["type"]).set(share["percent"] or 0)
        contact_mix_drifts.labels(share["type"]).set(share["drifts"])
    first_contact_percent.set(first_contact["percent"] or 0)
    loop_gap_contacts.set(gap)


retention_forgotten_total = metrics.counter(
    "retention_forgotten_total", "Closed requests and contacts of which something was forgotten", ("object", "forget")
)
unmaskings_total = metrics.counter("unmaskings_total", "Residents whose contact data was shown, by reason", ("reason",))
days_counted_total = metrics.counter("days_counted_total", "Days counted anew, because something of them has changed")
days_closed_total = metrics.counter("days_closed_total", "Days that are over and have their files")


def opened(answer: dict[str, Any], number: str, message: dict[str, Any]) -> None:
    """Count a create; one that met its idempotency key counts as repeated."""
    if answer["number"] == number:
        requests_opened_total.labels(message["channel"], str(message["drill"]).lower()).inc()
    else:
        opens_repeated_total.inc()
