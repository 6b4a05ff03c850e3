"""Filters that staff keep under a name and share; `saved` of `GET /v1/requests` uses them."""

from gateway.route import STAFF, Route

ALL = "/v1/searches"
ONE = ALL + "/{id}"

ROUTES = (
    Route("POST", ALL, "intake.save_search", "Keep filters under a name", who=STAFF, status=201),
    Route("GET", ALL, "intake.list_searches", "List one's own filters and those shared with one", who=STAFF),
    Route("PUT", ONE, "intake.change_search", "Put other filters in the place of one's own", who=STAFF),
    Route("DELETE", ONE, "intake.delete_search", "Forget one's own filters", who=STAFF, status=204),
)
