"""Questions to the resident of a request, and what the resident says of the work."""

from gateway.route import KNOWN, WORKERS, Route

ALL = "/v1/requests/{number}/questions"
ONE = ALL + "/{id}"

ROUTES = (
    Route("POST", ALL, "intake.ask_resident", "Ask the resident; the promise rests meanwhile", who=WORKERS, status=201),
    Route("POST", ONE + "/answer", "intake.answer_questions", "Answer, as the resident or for one", who=KNOWN),
    Route("POST", ONE + "/withdraw", "intake.withdraw_questions", "Say that no answer is needed", who=WORKERS),
    Route("POST", "/v1/requests/{number}/feedback", "intake.give_feedback", "Say how it went", who=KNOWN, status=201),
    Route("GET", "/v1/feedback", "intake.list_feedback", "List what residents said, newest first", who=WORKERS),
)
