"""Pages of other origins: those on the county's list may call the API; nobody else's, and never with cookies."""

from gateway.exchange import Exchange, Headers

SENT = b"Authorization, Content-Type, Draft-Key, Idempotency-Key, If-Match, If-None-Match, Request-Pin, traceparent"
SHOWN = b"ETag, Location, Retry-After, X-Trace-Id"
PREFLIGHT_SECONDS = b"600"


class Origins:
    """The origins that may call, such as https://311.county.example."""

    def __init__(self, listed: frozenset[str]) -> None:
        self.listed = listed

    def headers(self, exchange: Exchange) -> Headers:
        """Return what lets a listed origin read the answer; nothing for all others."""
        origin = exchange.header(b"origin")
        if not origin or origin not in self.listed:
            return []
        return [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-expose-headers", SHOWN),
            (b"vary", b"Origin"),
        ]

    def preflight(self, exchange: Exchange, allow: bytes) -> Headers:
        """Return what lets a listed origin send its request."""
        if b"access-control-request-method" not in exchange.headers or not self.headers(exchange):
            return []
        return [
            (b"access-control-allow-methods", allow),
            (b"access-control-allow-headers", SENT),
            (b"access-control-max-age", PREFLIGHT_SECONDS),
        ]


class Everybody(Origins):
    """All origins: what Open311 shows is public, and whoever writes there sends a key of its own."""

    def headers(self, exchange: Exchange) -> Headers:
        """Return what lets any page read the answer."""
        return [(b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", SHOWN)]


EVERYBODY = Everybody(frozenset())
