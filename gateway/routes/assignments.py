"""Assignments: the work as departments and their systems have it, and the feed on which those systems live."""

from gateway.route import WORKERS, Route

ONE = "/v1/assignments/{id}"


def _step(name: str, summary: str) -> Route:
    return Route("POST", f"{ONE}/{name}", f"routing.{name}_assignment", summary, who=WORKERS)


ROUTES = (
    Route("GET", "/v1/assignments", "routing.list_assignments", "List assignments, newest first", who=WORKERS),
    Route("GET", ONE, "routing.read_assignment", "Read an assignment with its history", who=WORKERS),
    _step("accept", "Take the work"),
    _step("return", "Say that it is not this department's; it is routed again under the same number"),
    _step("hold", "Say that it has to wait"),
    _step("resume", "Go on with it"),
    _step("note", "Add a note for colleagues"),
    _step("complete", "Say that it is finished, with a text for the resident"),
    _step("reassign", "Give it to another department (managers and supervisors)"),
    Route("GET", "/v1/events", "routing.list_feed", "Read a department's events after a position", who=WORKERS),
)
