"""What staff do to many requests at once: looked at first, confirmed, followed, taken back."""

from gateway.route import STAFF, Route

ALL = "/v1/bulk-actions"
ONE = ALL + "/{id}"
LINKS = {"self": ONE, "confirm": ONE + "/confirm"}

ROUTES = (
    Route(
        "POST", ALL, "intake.preview_bulk_action", "Look what an action on up to 1,000 requests would do",
        who=STAFF, status=201, location=ONE, links=LINKS,
    ),
    Route("GET", ALL, "intake.list_bulk_actions", "List bulk actions, newest first", who=STAFF),
    Route("GET", ONE, "intake.read_bulk_action", "Read how far a bulk action is", who=STAFF),
    Route("GET", ONE + "/results", "intake.list_bulk_results", "List what became of each request", who=STAFF),
    Route("POST", ONE + "/confirm", "intake.confirm_bulk_action", "Let it begin", who=STAFF, status=202),
    Route("POST", ONE + "/stop", "intake.stop_bulk_action", "Leave what is not done yet as it is", who=STAFF),
    Route("POST", ONE + "/undo", "intake.undo_bulk_action", "Take back what was done", who=STAFF, status=202),
)  # fmt: skip
