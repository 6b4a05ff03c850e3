"""Whose place is this: districts and their provenance, addresses."""

from gateway.route import Route

BATCH = "/v1/jurisdictions/batch"

ROUTES = (
    Route("GET", "/v1/jurisdictions", "geo.locate", "Say in which districts a place lies, and whose road it is"),
    Route(
        "GET", "/v1/jurisdictions/map.svg", "geo.draw_map", "Draw a place with its districts",
        content="svg", media="image/svg+xml",
    ),
    Route("POST", BATCH, "geo.locate_lines", "Say it of up to 10,000 places, as lines or as a table", batch=True),
    Route("GET", "/v1/addresses", "geo.find_addresses", "Suggest addresses while somebody types"),
)  # fmt: skip
