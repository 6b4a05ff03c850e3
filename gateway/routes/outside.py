"""Other agencies' Open311 servers, and the requests that are handed over to them."""

from gateway.route import STAFF, Route

ROUTES = (
    Route("GET", "/v1/outside-servers", "routing.list_outside_servers", "List other agencies' servers", who=STAFF),
    Route(
        "PUT", "/v1/outside-servers/{agency}", "routing.set_outside_server",
        "Say where an agency's Open311 server is and what it does", who=STAFF,
    ),
    Route("GET", "/v1/forwardings", "routing.list_forwardings", "List what was handed over, newest first", who=STAFF),
    Route(
        "POST", "/v1/forwardings/{id}/retry", "routing.retry_forwarding", "Try once more what was given up", who=STAFF
    ),
)  # fmt: skip
