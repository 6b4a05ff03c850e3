"""What would come of a request, while the caller is on the line."""

from gateway.route import Route

ROUTES = (
    Route("POST", "/v1/requests/preview", "routing.preview",
          "Say who would answer for it, what is promised and what looks like a duplicate; changes nothing"),
)  # fmt: skip
