"""Persons: erase one everywhere, with a report, and hold what a court may want."""

from gateway.route import STAFF, Route

ROUTES = (
    Route("POST", "/v1/erasures", "intake.erase_person", "Erase a person everywhere, or show what that would erase",
          who=STAFF, status=202),
    Route("GET", "/v1/erasures", "intake.list_erasures", "List erasures, newest first", who=STAFF),
    Route("GET", "/v1/erasures/{id}", "intake.read_erasure", "Read what each service erased, and who is to answer yet",
          who=STAFF),
    Route("POST", "/v1/holds", "intake.place_hold", "Hold a person's requests and contacts for a court",
          who=STAFF, status=201),
    Route("GET", "/v1/holds", "intake.list_holds", "List legal holds, newest first", who=STAFF),
    Route("DELETE", "/v1/holds/{id}", "intake.lift_hold", "Lift a hold", who=STAFF),
)  # fmt: skip
