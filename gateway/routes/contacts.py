"""Contacts: log one with an outcome for each thing that was asked, read, find and amend them; calls by telephone."""

from gateway.route import STAFF, WORKERS, Route

ALL = "/v1/contacts"
ONE = ALL + "/{id}"

ROUTES = (
    Route("POST", ALL, "intake.record_contact", "Log a contact at wrap-up", who=WORKERS, status=201, location=ONE),
    Route("GET", ALL, "intake.find_contacts", "Find contacts, newest first",
          who=STAFF, named={"from": "since", "to": "until"}),
    Route("GET", ONE, "intake.read_contact", "Read a contact", who=STAFF),
    Route("POST", ONE + "/unmask", "intake.unmask_contact", "Say why contact data is needed, and see it", who=STAFF),
    Route("PATCH", ONE, "intake.amend_contact", "Correct a contact, in the version named by If-Match", who=STAFF),
    Route("POST", ONE + "/notice", "intake.settle_notice", "Say how they were told, or why nobody is", who=STAFF),
    Route("GET", ALL + "/report", "intake.report_contacts", "Count contacts: types, first contact, loop, languages",
          who=STAFF, named={"from": "since", "to": "until"}),
    Route("GET", "/v1/loop-gap", "intake.list_gap", "List closed contacts of which nobody was told", who=STAFF),
    Route("POST", "/v1/calls", "intake.record_calls", "Keep telephone calls: one, a list, or a table",
          who=WORKERS, listed="calls"),
    Route("GET", "/v1/calls/{id}", "intake.read_call", "Read a call with the beginning of its contact", who=STAFF),
)  # fmt: skip
