"""What operations watch of routing."""

from services.common import metrics

requests_routed_total = metrics.counter(
    "requests_routed_total",
    "Decisions by outcome; a request that is routed again counts again",
    ("outcome",),
)
requests_assigned_total = metrics.counter(
    "requests_assigned_total", "Decisions for a department, by department", ("department",)
)
rule_decisions_total = metrics.counter(
    "rule_decisions_total", "Decisions by the rule that made them; none: no rule, or a person", ("rule",)
)
rule_returns_total = metrics.counter(
    "rule_returns_total", "Work that a department returned as not its own, by the rule that had sent it", ("rule",)
)
department_work = metrics.gauge(
    "department_work", "Open work of a department by state; a piece of work may be in several", ("department", "state")
)
department_oldest_seconds = metrics.gauge(
    "department_oldest_seconds", "Age of a department's oldest work that is in this state", ("department", "state")
)
department_kept_percent = metrics.gauge(
    "department_kept_percent",
    "Share of promises kept, of work given in the last 30 days and done or late since; missing while there is none",
    ("department",),
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
webhook_deliveries_total = metrics.counter(
    "webhook_deliveries_total", "Attempts to deliver an event to a webhook, by what came of them", ("came",)
)
webhook_lag_events = metrics.gauge(
    "webhook_lag_events", "Events of a department that its webhook furthest behind has not taken", ("department",)
)
webhooks_failing = metrics.gauge("webhooks_failing", "Webhooks whose receiver does not take events, or stopped ones")
dead_letters_open = metrics.gauge("dead_letters_open", "Events that webhooks have refused and nobody has sent again")
drill_passed = metrics.gauge(
    "drill_passed", "Whether a department closed the request of its last drill that is over", ("department",)
)
drafts_activated_total = metrics.counter(
    "drafts_activated_total", "Drafts of the catalogue whose instant came, by what became of them", ("outcome",)
)
deadlines_total = metrics.counter(
    "deadlines_total",
    "Promises of which it was said that they are at risk (near) or broken (missed)",
    ("clock", "mark"),
)
promises_settled_total = metrics.counter(
    "promises_settled_total", "Completed work by whether it was done when it was promised", ("department", "outcome")
)
bulletins_issued_total = metrics.counter(
    "bulletins_issued_total", "What departments were told about their work by mail, by kind", ("kind",)
)
triage_overdue_total = metrics.counter(
    "triage_overdue_total", "Requests for which nobody had decided in an hour of business time"
)
access_reviews_overdue = metrics.gauge(
    "access_reviews_overdue", "Departments whose management has not confirmed all members 30 days into the quarter"
)
district_steps_total = metrics.counter(
    "district_steps_total", "Steps of requests that were looked at for the offices of their districts"
)
