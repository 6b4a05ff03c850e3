"""What operations watch of routing."""

from services.common import metrics

requests_routed_total = metrics.counter(
    "requests_routed_total",
    "Decisions by outcome; a request that is routed again counts again",
    ("outcome",),
)
routing_seconds = metrics.histogram(
    "routing_seconds", "From the opening of a request, as intake stamped it, to the decision on it"
)
assignments_open = metrics.gauge("assignments_open", "Assignments that a department has and has not completed")
triage_open = metrics.gauge("triage_open", "Requests for which a person must find who does them")
callbacks_open = metrics.gauge("callbacks_open", "Residents to be called because their request was referred")
feed_position = metrics.gauge("feed_position", "Last position given in a department's feed", ("department",))
boundary_changes_total = metrics.counter(
    "boundary_changes_total", "Open requests for which a change of boundaries made a difference"
)
department_queues_mended_total = metrics.counter(
    "department_queues_mended_total", "Department queues or bindings that were missing and have been made again"
)
