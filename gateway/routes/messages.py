"""What residents were told, and who could not be told."""

from gateway.route import STAFF, Route

ROUTES = (
    Route(
        "GET", "/v1/requests/{number}/messages", "notify.list_messages", "List what the resident was told", who=STAFF
    ),
    Route("GET", "/v1/unreachable", "notify.list_unreachable", "List residents who could not be told", who=STAFF),
)
