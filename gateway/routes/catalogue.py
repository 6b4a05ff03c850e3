"""The catalogue's rules, versions and drafts, and the decisions that were made by them."""

from gateway.route import STAFF, WORKERS, Route

DRAFTS = "/v1/catalogue/drafts"
ONE = f"{DRAFTS}/{{id}}"

ROUTES = (
    Route("GET", "/v1/rules", "routing.list_rules", "List rules in the order in which they are asked", who=STAFF),
    Route("GET", "/v1/catalogue/{kind}/entries", "routing.list_entries", "List entries in use", who=STAFF),
    Route("GET", "/v1/catalogue/{kind}/table", "routing.export_entries", "Read all entries of a kind as CSV", who=STAFF,
          content="csv", media="text/csv; charset=utf-8"),
    Route("POST", "/v1/catalogue/{kind}/table", "routing.import_entries", "Draft what a CSV table says differently",
          who=STAFF, status=201, location="/v1/catalogue/drafts/{id}"),
    Route(
        "GET", "/v1/catalogue/{kind}/{code}/versions", "routing.list_versions", "List what an entry has said", who=STAFF
    ),
    Route(
        "GET", "/v1/requests/{number}/decisions", "routing.list_decisions",
        "List who was chosen, by which rule, and what was compared", who=WORKERS,
    ),
    Route(
        "GET", "/v1/requests/{number}/promises", "routing.list_promises",
        "List what was promised, what paused it and whether it was kept", who=WORKERS,
    ),
    Route("POST", DRAFTS, "routing.make_draft", "Draft a change of the catalogue", who=STAFF, status=201,
          location="/v1/catalogue/drafts/{id}"),
    Route("GET", DRAFTS, "routing.list_drafts", "List drafts, newest first", who=STAFF),
    Route("GET", ONE, "routing.read_draft", "Read a draft, its faults and its history", who=STAFF),
    Route("PUT", ONE, "routing.change_draft", "Say a draft anew; who had agreed must agree again", who=STAFF),
    Route("POST", f"{ONE}/dry-run", "routing.run_dry", "Decide the last requests by a draft", who=STAFF),
    Route("POST", f"{ONE}/approve", "routing.approve_draft", "Agree for a department or for 311", who=STAFF),
    Route("POST", f"{ONE}/reject", "routing.reject_draft", "Disagree for a department or for 311", who=STAFF),
    Route("POST", f"{ONE}/withdraw", "routing.withdraw_draft", "Take a draft back", who=STAFF),
)  # fmt: skip
