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
forwarding_attempts_total = metrics.counter(
    "forwarding_attempts_total", "Attempts to hand a request over to another agency, by what came of them", ("came",)
)
outside_polls_total = metrics.counter(
    "outside_polls_total", "Polls of other agencies' servers, by whether they were answered", ("outcome",)
)
forwarded_changes_total = metrics.counter(
    "forwarded_changes_total", "Changes of requests that other agencies' servers have shown"
)
