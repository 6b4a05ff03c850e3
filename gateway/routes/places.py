"""Whose place is this: districts and their provenance, addresses, layers."""

from gateway.route import Route

FEATURE = "/v1/layers/{kind}/features/{code}"

ROUTES = (
    Route("GET", "/v1/jurisdictions", "geo.locate", "Say in which districts a place lies, and whose road it is"),
    Route("GET", "/v1/addresses", "geo.find_addresses", "Suggest addresses while somebody types"),
    Route("GET", "/v1/layers", "geo.list_layers", "List layers and their versions"),
    Route("GET", FEATURE, "geo.read_feature", "Read a district as GeoJSON"),
)
