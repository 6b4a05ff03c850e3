"""Telephone lines: what an agent sees when a call comes in by a dialled number."""

from gateway.route import STAFF, Route

ONE = "/v1/lines/{number}"
LANGUAGE = {"lang": "language"}

ROUTES = (
    Route("GET", "/v1/lines", "kb.list_lines", "List telephone lines, old numbers or not", who=STAFF, named=LANGUAGE),
    Route("GET", ONE, "kb.read_line", "Read whose line was dialled, how to greet, what to ask, which number to give",
          who=STAFF, named=LANGUAGE),
    Route("PUT", ONE, "kb.set_line", "Write a line down", who=STAFF),
    Route("DELETE", ONE, "kb.end_line", "Forget a line that nobody dials any more", who=STAFF, status=204),
)  # fmt: skip
