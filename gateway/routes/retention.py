"""Retention: how long what is closed is kept, what would be forgotten, and how far a run is."""

from gateway.route import STAFF, Route

RULES, RUNS = "/v1/retention/rules", "/v1/retention/runs"

ROUTES = (
    Route("GET", RULES, "intake.list_retention_rules", "List the rules; what has none is kept", who=STAFF),
    Route("PUT", RULES, "intake.set_retention_rule", "Set a rule, or remove it by leaving out the days", who=STAFF),
    Route("POST", RUNS, "intake.start_retention", "Count what is due, or forget it",
          who=STAFF, status=201, location=RUNS + "/{id}"),
    Route("GET", RUNS, "intake.list_retentions", "List runs, newest first", who=STAFF),
    Route("GET", RUNS + "/{id}", "intake.read_retention", "Read how far a run is", who=STAFF),
)  # fmt: skip
