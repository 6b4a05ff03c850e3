"""Keys of department systems, front ends and Open311 clients, managed by administrators."""

from gateway.route import STAFF, Route

ROUTES = (
    Route("POST", "/v1/keys", "intake.issue_key", "Issue a key; it is shown this once", who=STAFF, status=201),
    Route(
        "DELETE", "/v1/keys/{id}", "intake.revoke_key", "Revoke a key; it ends within a minute", who=STAFF, status=204
    ),
)
