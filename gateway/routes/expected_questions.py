"""What departments and legislators' offices expect callers to ask, and how much of it is answered."""

from gateway.route import STAFF, Route

ALL = "/v1/expected-questions"

ROUTES = (
    Route("GET", ALL, "kb.list_expected_questions", "List expected questions with what answers them", who=STAFF),
    Route("PUT", ALL + "/{source}/{office}", "kb.set_expected_questions",
          "Replace what an office expects callers to ask", who=STAFF),
    Route("GET", "/v1/upkeep", "kb.list_upkeep", "List dead links and what is past its review", who=STAFF),
    Route("GET", ALL + "/coverage", "kb.read_coverage", "Count what is answered, by department", who=STAFF),
)  # fmt: skip
