"""Drills: requests that play the way of a real one through departments, and how far they came."""

from gateway.route import STAFF, WORKERS, Route

ALL = "/v1/drills"
ONE = ALL + "/{id}"

ROUTES = (
    Route("POST", ALL, "routing.start_drill", "Drill departments with a request each, on the real path",
          who=STAFF, status=201, location=ONE, links={"self": ONE}),
    Route("GET", ALL, "routing.list_drills", "List drills, newest first", who=WORKERS),
    Route("GET", ONE, "routing.read_drill", "Read how far each department's drill request came", who=WORKERS),
)  # fmt: skip
