"""The directory of staff: by name, unit and programme, with what each unit lets callers be told."""

from gateway.route import STAFF, Route

ONE = "/v1/staff/{id}"

ROUTES = (
    Route("GET", "/v1/staff", "kb.find_staff", "Find people of the county's units", who=STAFF),
    Route("PUT", ONE, "kb.set_staff_member", "Write somebody down", who=STAFF),
    Route("DELETE", ONE, "kb.end_staff_member", "Forget somebody who works there no longer", who=STAFF, status=204),
    Route("PUT", "/v1/departments/{department}/units/{unit}", "kb.set_staff_unit",
          "Say what callers may be told of a unit's people", who=STAFF),
)  # fmt: skip
