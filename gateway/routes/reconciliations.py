"""Reconciliation: a department's system says what it has, and learns what differs."""

from gateway.route import WORKERS, Route

ONE = "/v1/reconciliations/{id}"

ROUTES = (
    Route("GET", "/v1/reconciliations", "routing.list_reconciliations",
          "List comparisons of departments' work, newest first", who=WORKERS),
    Route("POST", "/v1/reconciliations", "routing.open_reconciliation",
          "Begin to compare a department's work, as of a position of its feed", who=WORKERS, status=201),
    Route("POST", f"{ONE}/items", "routing.add_reconciliation_items",
          "Say what the department has, up to 1,000 at a time", who=WORKERS),
    Route("POST", f"{ONE}/finish", "routing.finish_reconciliation", "Compare, and name every difference", who=WORKERS),
    Route("GET", f"{ONE}/differences", "routing.list_differences", "List the differences", who=WORKERS),
)  # fmt: skip
