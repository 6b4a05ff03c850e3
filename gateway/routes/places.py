"""Whose place is this: districts and their provenance, addresses."""

from gateway.route import Route

ROUTES = (
    Route("GET", "/v1/jurisdictions", "geo.locate", "Say in which districts a place lies, and whose road it is"),
    Route("GET", "/v1/addresses", "geo.find_addresses", "Suggest addresses while somebody types"),
)
