"""Standard replies: what staff answer residents with, in several languages."""

from gateway.route import STAFF, WORKERS, Route

ALL = "/v1/standard-replies"
ONE = ALL + "/{code}"

ROUTES = (
    Route("GET", ALL, "notify.list_standard_replies", "List standard replies that fit", who=WORKERS),
    Route("GET", ONE, "notify.read_standard_reply", "Read one in all of its languages", who=WORKERS),
    Route("GET", ONE + "/filled", "notify.fill_standard_reply", "Read it as a resident would", who=WORKERS),
    Route("PUT", ONE, "notify.draft_standard_reply", "Write its next version", who=STAFF),
    Route("POST", ONE + "/approve", "notify.approve_standard_reply", "Let somebody else's draft be used", who=STAFF),
    Route("POST", ONE + "/retire", "notify.retire_standard_reply", "Let it be used no longer", who=STAFF),
)
