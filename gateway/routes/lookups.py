"""Looking up requests of somebody who lost the number: name and second factor, for staff; each one is logged."""

from gateway.route import STAFF, Route

ALL = "/v1/lookups"

ROUTES = (
    Route("POST", ALL, "intake.look_up_resident", "Find requests by name and a second factor", who=STAFF),
    Route("GET", ALL, "intake.list_lookups", "List who looked whom up, newest first", who=STAFF),
    Route("GET", ALL + "/alarms", "intake.list_lookup_alarms", "List what looked like trawling", who=STAFF),
)
