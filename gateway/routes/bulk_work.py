"""What departments do to many pieces of their work at once: looked at first, confirmed, followed, taken back."""

from gateway.route import WORKERS, Route

ALL = "/v1/assignments/bulk-actions"
ONE = ALL + "/{id}"
LINKS = {"self": ONE, "confirm": ONE + "/confirm"}

ROUTES = (
    Route(
        "POST", ALL, "routing.preview_bulk_work", "Look what an action on up to 1,000 assignments would do",
        who=WORKERS, status=201, location=ONE, links=LINKS,
    ),
    Route("GET", ALL, "routing.list_bulk_work", "List bulk actions on assignments, newest first", who=WORKERS),
    Route("GET", ONE, "routing.read_bulk_work", "Read how far a bulk action on assignments is", who=WORKERS),
    Route("GET", ONE + "/results", "routing.list_bulk_work_results", "List what became of each assignment",
          who=WORKERS),
    Route("POST", ONE + "/confirm", "routing.confirm_bulk_work", "Let it begin", who=WORKERS, status=202),
    Route("POST", ONE + "/stop", "routing.stop_bulk_work", "Leave what is not done yet as it is", who=WORKERS),
    Route("POST", ONE + "/undo", "routing.undo_bulk_work", "Take back what was done", who=WORKERS, status=202),
)  # fmt: skip
