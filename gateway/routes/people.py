"""Oneself, and who got in by an emergency account."""

from gateway.route import STAFF, Route

ROUTES = (
    Route("GET", "/v1/me", "routing.read_me", "Read who one is here: roles, departments, open work", who=STAFF),
    Route("GET", "/v1/break-glass", "routing.list_break_glass", "List uses of emergency accounts", who=STAFF),
)
