"""Launching departments: what each still lacks, its plan, who was trained, and whom to ask about a request."""

from gateway.route import STAFF, Route

PLAN = "/v1/departments/{code}/launch"
NAMED = {"code": "department"}

ROUTES = (
    Route("GET", "/v1/readiness-board", "routing.list_readiness",
          "List how ready each department is: phase, go/no-go list, people", who=STAFF),
    Route("GET", PLAN, "routing.read_launch", "Read a department's launch: what it lacks, and every change of its plan",
          who=STAFF, named=NAMED),
    Route("PUT", PLAN, "routing.set_launch", "Set when a department launches, and who is asked about it",
          who=STAFF, named=NAMED),
    Route("PUT", "/v1/departments/{code}/members/{subject}/training", "routing.set_training",
          "Note on which day a member was trained", who=STAFF, named=NAMED),
    Route("GET", "/v1/requests/{number}/whom-to-ask", "routing.read_whom_to_ask",
          "Read whom to ask about a request: contact person, backup, relationship manager", who=STAFF),
)  # fmt: skip
