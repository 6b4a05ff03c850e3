"""API clients (department systems, front ends, Open311 clients) and their keys, managed by administrators."""

from gateway.route import STAFF, Route

ROUTES = (
    Route("GET", "/v1/clients", "intake.list_clients", "List API clients and when their keys were used", who=STAFF),
    Route("DELETE", "/v1/clients/{id}", "intake.end_client", "End an API client with its keys", who=STAFF, status=204),
    Route("POST", "/v1/keys", "intake.issue_key", "Issue a key; it is shown this once", who=STAFF, status=201),
    Route(
        "DELETE", "/v1/keys/{id}", "intake.revoke_key", "Revoke a key; it ends within 2 seconds", who=STAFF, status=204
    ),
)
