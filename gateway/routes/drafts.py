"""Requests that are not handed in yet; who is not signed in keeps the key of a draft (header Draft-Key)."""

from gateway.route import WORKERS, Route

ALL = "/v1/drafts"
ONE = ALL + "/{id}"
LINKS = {"self": ONE, "hand_in": ONE + "/hand-in"}

ROUTES = (
    Route(
        "POST",
        ALL,
        "intake.save_request_draft",
        "Keep a request to be handed in later",
        status=201,
        location=ONE,
        links=LINKS,
    ),
    Route("GET", ALL, "intake.list_request_drafts", "List one's own drafts, newest first", who=WORKERS),
    Route("GET", ONE, "intake.read_request_draft", "Read a draft"),
    Route("PATCH", ONE, "intake.change_request_draft", "Write a draft anew, in the version named by If-Match"),
    Route("POST", ONE + "/hand-in", "intake.hand_in_request_draft", "Make it a request", status=201, refused_last=True),
    Route("DELETE", ONE, "intake.drop_request_draft", "Drop a draft"),
)
