"""Tier 2: who is at the desk, consultations with a department's people, and contacts that are handed over to them."""

from gateway.route import STAFF, WORKERS, Route

ALL = "/v1/handovers"
ONE = ALL + "/{id}"

ROUTES = (
    Route("PUT", "/v1/presence", "intake.set_presence", "Say that you are at the desk, once a minute", who=STAFF),
    Route("GET", "/v1/presence", "intake.list_presence", "List who could take a caller, the best first", who=WORKERS),
    Route("POST", ALL, "intake.request_handover", "Ask a department's people, or hand a contact over",
          who=STAFF, status=201, location=ONE),
    Route("GET", ALL, "intake.list_handovers", "List consultations and hand-overs, oldest first", who=STAFF),
    Route("GET", ONE, "intake.read_handover", "Read one: its state, who waits before it, who could take it", who=STAFF),
    Route("POST", ONE + "/accept", "intake.accept_handover", "Take it", who=STAFF),
    Route("POST", ONE + "/answer", "intake.answer_handover", "Answer the agent, or give the contact its outcome",
          who=STAFF),
    Route("POST", ONE + "/return", "intake.return_handover", "Give it back with a reason", who=STAFF),
    Route("POST", ONE + "/withdraw", "intake.withdraw_handover", "Need a consultation no longer", who=STAFF),
    Route("POST", ONE + "/notes", "intake.note_handover", "Write a note for the department alone", who=STAFF),
)  # fmt: skip
