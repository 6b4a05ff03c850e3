"""Offices of representatives: what they sent to 311, and what residents let them know."""

from gateway.route import KNOWN, STAFF, WORKERS, Route

ALL = "/v1/office-referrals"
OF_REQUEST = "/v1/requests/{number}/consents"
OF_CONTACT = "/v1/contacts/{id}/consents"
CONTACT = {"id": "contact"}
NO_CONTACT, NO_REQUEST = {"contact": None}, {"number": None}

ROUTES = (
    Route("POST", ALL, "intake.record_office_referral", "Write down that an office sent a request or contact",
          who=WORKERS, status=201, location=ALL + "/{id}"),
    Route("GET", ALL, "intake.list_office_referrals", "List what one's own office follows, newest first", who=WORKERS),
    Route("GET", ALL + "/{id}", "intake.read_office_referral",
          "Read what one's own office follows, with who asked while the consent holds", who=WORKERS),
    Route("GET", OF_REQUEST, "intake.list_consents", "List the offices that may know who asked", who=KNOWN,
          fixed=NO_CONTACT),
    Route("PUT", OF_REQUEST + "/{office}", "intake.give_consent",
          "Let an office know name and telephone number of this one request", who=KNOWN, fixed=NO_CONTACT),
    Route("DELETE", OF_REQUEST + "/{office}", "intake.withdraw_consent", "Take that back: the office reads it no more",
          who=KNOWN, fixed=NO_CONTACT),
    Route("GET", OF_CONTACT, "intake.list_consents", "List the offices that may know who asked", who=STAFF,
          named=CONTACT, fixed=NO_REQUEST),
    Route("PUT", OF_CONTACT + "/{office}", "intake.give_consent",
          "Let an office know name and telephone number of this one contact",
          who=STAFF, named=CONTACT, fixed=NO_REQUEST),
    Route("DELETE", OF_CONTACT + "/{office}", "intake.withdraw_consent", "Take that back: the office reads it no more",
          who=STAFF, named=CONTACT, fixed=NO_REQUEST),
)  # fmt: skip
