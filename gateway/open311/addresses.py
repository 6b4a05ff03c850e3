"""All addresses of Open311: discovery, the endpoint, the endpoint for trials, and Inquiry."""

from collections.abc import Iterator

from gateway.open311.asked import Parts
from gateway.open311.discovery import GEOREPORT, INQUIRY, Discovery
from gateway.open311.endpoint import Endpoint, Row
from gateway.open311.inquiry import ROOT, Inquiry

REAL, TRIAL = "/open311/v2", "/open311/test/v2"
SERVICES = frozenset({"intake", "routing", "kb", "geo"})


def rows(parts: Parts) -> Iterator[Row]:
    """Yield method, address, handler and rank of each."""
    listed = ((GEOREPORT, REAL, "production"), (GEOREPORT, TRIAL, "test"), (INQUIRY, ROOT, "production"))
    yield from Discovery(parts, listed).rows()
    yield from Endpoint(parts, REAL, drill=False).rows()
    yield from Endpoint(parts, TRIAL, drill=True).rows()
    yield from Inquiry(parts).rows()
