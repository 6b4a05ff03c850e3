"""What people of 311 have to do themselves: find a department, call somebody back."""

from gateway.route import STAFF, Route

ROUTES = (
    Route("GET", "/v1/triage", "routing.list_triage", "List requests for which nobody was found", who=STAFF),
    Route("POST", "/v1/triage/{number}/assign", "routing.assign_triage", "Say which department does it", who=STAFF),
    Route("POST", "/v1/triage/{number}/claim", "routing.claim_triage", "Take on to find out who does it", who=STAFF),
    Route("GET", "/v1/callbacks", "routing.list_callbacks", "List residents who have to be called", who=STAFF),
    Route("POST", "/v1/callbacks/{number}/done", "routing.done_callback", "Take a call-back off the list", who=STAFF),
)
