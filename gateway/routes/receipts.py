"""Receipts: who complained asks again with number and PIN, named or not."""

from gateway.route import ANYONE, Route

ROUTES = (
    Route("GET", "/v1/receipts/{number}", "intake.read_receipt", "Read how far a complaint is, with its PIN",
          who=ANYONE),
)  # fmt: skip
