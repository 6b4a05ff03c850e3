"""The desk: a screen is told what changes while it is open."""

from gateway.route import STAFF, Route

ROUTES = (
    Route("GET", "/v1/desk/events", "intake.open_screen", "Be told what changes, as server-sent events",
          who=STAFF, stream=True),
)  # fmt: skip
