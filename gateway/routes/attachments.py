"""Pictures and documents of a request: private at first, cleaned before they are kept."""

from gateway.route import ANYONE, KNOWN, STAFF, Route

ALL = "/v1/requests/{number}/attachments"
ONE = ALL + "/{id}"
LINKS = {"self": ONE, "thumbnail": ONE + "?thumbnail=true"}

ROUTES = (
    Route(
        "POST", ALL, "intake.attach_file", "Attach a picture or a PDF of at most 10 MB; five a request",
        who=KNOWN, status=201, location=ONE, links=LINKS, upload="intake.prepare_attachment",
    ),
    Route("GET", ONE, "intake.read_attachment", "Read an attachment or its small picture: the bytes",
          who=ANYONE, download="attachments"),
    Route("PATCH", ONE, "intake.publish_attachment", "Let anybody see an attachment, or no longer", who=STAFF),
    Route("DELETE", ONE, "intake.remove_attachment", "Remove an attachment; its file leaves the disk",
          who=KNOWN, status=204),
)  # fmt: skip
