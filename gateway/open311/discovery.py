"""Service discovery: which endpoints there are, of which specification, type and formats."""

from collections.abc import Iterator

from gateway.open311.asked import Asked, Handler, Parts
from gateway.open311.endpoint import BOTH, Row

CHANGESET = "2026-11-22T00:00:00Z"  # when something last changed in what the endpoints do
FORMATS = ("text/xml", "application/json")
GEOREPORT = "http://wiki.open311.org/GeoReport_v2"
INQUIRY = "http://wiki.open311.org/Inquiry_v1"


class Discovery:
    """The document, at its own address and below the endpoint, where some clients look."""

    def __init__(self, parts: Parts, endpoints: tuple[tuple[str, str, str], ...]) -> None:
        self.parts = parts
        self.endpoints = endpoints

    def rows(self) -> Iterator[Row]:
        """Yield method, address, handler and rank."""
        for form in BOTH:
            for root in ("/open311", "/open311/v2"):
                yield "GET", f"{root}/discovery.{form}", Handler(self.show, form, self.parts), "always"

    async def show(self, asked: Asked) -> None:
        """Say what there is. Addresses come from the settings, never from what a request says of its host."""
        said = self.parts.jurisdictions
        listed = [
            {
                "specification": specification,
                "url": self.parts.public_url + root,
                "changeset": CHANGESET,
                "type": kind,
                "formats": list(FORMATS),
            }
            for specification, root, kind in self.endpoints
        ]
        contact = said.contact or self.parts.public_url
        key_service = said.key_service or f"{self.parts.public_url}/keys"
        value = {"changeset": CHANGESET, "contact": contact, "key_service": key_service, "endpoints": listed}
        await asked.answer("discovery", value)
