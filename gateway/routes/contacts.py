"""Contacts: log one with an outcome for each thing that was asked, and read it."""

from gateway.route import STAFF, WORKERS, Route

ONE = "/v1/contacts/{id}"

ROUTES = (
    Route("POST", "/v1/contacts", "intake.record_contact", "Log a contact at wrap-up",
          who=WORKERS, status=201, location=ONE),
    Route("GET", ONE, "intake.read_contact", "Read a contact", who=STAFF),
)  # fmt: skip
