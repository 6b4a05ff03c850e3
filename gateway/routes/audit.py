"""The audit: who did what, and who read whom."""

from gateway.route import STAFF, Route

ROUTES = (Route("GET", "/v1/audit", "intake.list_audit", "List who wrote and who read, newest first", who=STAFF),)
