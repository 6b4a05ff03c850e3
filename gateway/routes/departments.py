"""Departments, and who belongs to them."""

from gateway.route import STAFF, Route

MEMBER = "/v1/departments/{code}/members/{subject}"
NAMED = {"code": "department"}

ROUTES = (
    Route("GET", "/v1/departments", "routing.list_departments", "List departments", named={"lang": "language"}),
    Route("POST", "/v1/departments/{code}/queue-access", "routing.provision_department",
          "Give a department's system a new password for its queue; it is shown this once", who=STAFF, status=201),
    Route("GET", "/v1/departments/{code}/members", "routing.list_members", "List who belongs to a department",
          who=STAFF, named=NAMED),
    Route("PUT", MEMBER, "routing.set_member", "Make somebody a member, or change the tier", who=STAFF, named=NAMED),
    Route("DELETE", MEMBER, "routing.set_member", "End a membership; it holds everywhere within 2 s",
          who=STAFF, named=NAMED, fixed={"tier": None}),
    Route("POST", MEMBER + "/confirm", "routing.confirm_member",
          "Say in the quarterly review that somebody's tier is right", who=STAFF, named=NAMED),
    Route("GET", "/v1/departments/{code}/access-review", "routing.read_access_review",
          "Read whom management has to confirm or remove in this quarter", who=STAFF, named=NAMED),
    Route("GET", "/v1/access-reviews", "routing.list_access_reviews",
          "List how far the departments' reviews are", who=STAFF),
    Route("PUT", MEMBER + "/absence", "routing.set_absence",
          "Say from when until when somebody is away, and who has the work meanwhile", who=STAFF, named=NAMED),
    Route("DELETE", MEMBER + "/absence", "routing.set_absence", "Say that somebody is here again",
          who=STAFF, named=NAMED, fixed={"away_from": None}),
)  # fmt: skip
