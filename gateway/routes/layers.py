"""Layers: which versions there are, what is in them, and from when on each holds."""

from gateway.route import STAFF, Route

KIND = "/v1/layers/{kind}"
ACTIVATE = f"{KIND}/versions/{{version}}/activate"

ROUTES = (
    Route("GET", "/v1/layers", "geo.list_layers", "List layers and their versions"),
    Route("GET", f"{KIND}/features/{{code}}", "geo.read_feature", "Read a district as GeoJSON"),
    Route(
        "GET",
        "/v1/layers/impact",
        "routing.list_impact",
        "List open requests that layer versions would change",
        who=STAFF,
        named={"version": "versions"},
    ),
    Route(
        "GET",
        "/v1/layers/changes",
        "routing.list_boundary_changes",
        "List open requests that new layers changed",
        who=STAFF,
    ),
    Route("POST", ACTIVATE, "geo.activate_layer", "Let a version hold from an instant on", who=STAFF),
    Route("POST", f"{KIND}/rollback", "geo.roll_back_layer", "Go back to the version that held before", who=STAFF),
)
