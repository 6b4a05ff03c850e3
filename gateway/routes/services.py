"""What can be asked for: service types and their questions."""

from gateway.route import Route

LANGUAGE = {"lang": "language"}

ROUTES = (
    Route("GET", "/v1/services", "routing.list_services", "List service types", named=LANGUAGE),
    Route(
        "GET", "/v1/services/{code}", "routing.read_service", "Read a service type and its questions", named=LANGUAGE
    ),
)
