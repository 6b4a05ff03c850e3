"""Departments, and who belongs to them."""

from gateway.route import STAFF, Route

MEMBER = "/v1/departments/{code}/members/{subject}"
NAMED = {"code": "department"}

ROUTES = (
    Route("GET", "/v1/departments", "routing.list_departments", "List departments", named={"lang": "language"}),
    Route("POST", "/v1/departments/{code}/queue-access", "routing.provision_department",
          "Give a department's system a new password for its queue; it is shown this once", who=STAFF, status=201),
    Route("PUT", MEMBER, "routing.set_member", "Make somebody a member, or change the tier", who=STAFF, named=NAMED),
    Route("DELETE", MEMBER, "routing.set_member", "End a membership; it holds everywhere within 2 s",
          who=STAFF, named=NAMED, fixed={"tier": None}),
)  # fmt: skip
