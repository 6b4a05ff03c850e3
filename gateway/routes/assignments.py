"""Assignments: the work as departments and their systems have it, and the feed on which those systems live."""

from gateway.route import STAFF, WORKERS, Route

ONE = "/v1/assignments/{id}"


def _step(name: str, summary: str) -> Route:
    return Route("POST", f"{ONE}/{name}", f"routing.{name}_assignment", summary, who=WORKERS)


ROUTES = (
    Route("GET", "/v1/assignments", "routing.list_assignments",
          "List assignments: the work of a department, unit or person", who=WORKERS),
    Route("GET", "/v1/assignments/counts", "routing.count_assignments",
          "Count the open work by department, unit and person", who=WORKERS),
    Route("GET", ONE, "routing.read_assignment", "Read an assignment with its history", who=WORKERS),
    Route("GET", f"{ONE}/task", "routing.read_task",
          "Read what is to be done and where, without the person who asked", who=WORKERS),
    _step("accept", "Take the work"),
    _step("return", "Say that it is not this department's; it is routed again under the same number"),
    _step("hold", "Say that it has to wait"),
    _step("resume", "Go on with it"),
    _step("note", "Add a note for colleagues"),
    _step("complete", "Say that it is finished, with a text for the resident"),
    _step("reassign", "Give it to another department (managers and supervisors)"),
    Route("POST", f"{ONE}/claim", "routing.claim_assignment", "Take the work oneself", who=STAFF),
    Route("POST", f"{ONE}/release", "routing.release_assignment", "Put it back on the list", who=STAFF),
    Route("POST", f"{ONE}/assign", "routing.assign_assignment",
          "Give it to a person or unit of the department (managers)", who=STAFF),
    Route("GET", "/v1/events", "routing.list_feed", "Read a department's events after a position", who=WORKERS),
    Route("POST", "/v1/events/replay", "routing.replay_feed",
          "Have events behind a position, or since an instant, put into the department's queue once more",
          who=WORKERS, status=202),
    Route("GET", "/v1/events/status", "routing.read_feed_status",
          "Show who reads a department's events, and how far each is", who=WORKERS),
)  # fmt: skip
