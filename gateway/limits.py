"""How often somebody may ask: a bucket of tokens for each client and, without key, for each address.

Creates have buckets of their own and are refused last; staff and departments' systems are never limited here.
"""

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from gateway.exchange import Exchange
from services.common import clock, metrics
from services.common.caller import Caller
from services.common.errors import TooMany

MOST_BUCKETS = 20_000
Network = IPv4Network | IPv6Network

http_rate_limited_total = metrics.counter(
    "http_rate_limited_total", "Requests refused because one client or address asked too often", ("rate",)
)


class AskedTooOften(TooMany):
    """You ask more often than is allowed: wait as long as Retry-After says. A key of your own raises the limit."""

    def __init__(self, detail: str = "", errors: list[dict[str, str]] | None = None, seconds: float = 1) -> None:
        super().__init__(detail, errors)
        self.retry_after_seconds = max(1, math.ceil(seconds))


@dataclass(frozen=True)
class Rate:
    """Tokens that come back each second, and how many there are at most."""

    per_second: float
    burst: float


@dataclass
class Bucket:
    """How many tokens there were, and when."""

    tokens: float
    at: float


class Buckets:
    """A bucket for each name; those that were not asked for the longest time are forgotten when there are many."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        now, rate = clock.monotonic_seconds(), self.rate
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = Bucket(rate.burst, now)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(name)
        bucket.tokens = min(rate.burst, bucket.tokens + (now - bucket.at) * rate.per_second)
        bucket.at = now
        if bucket.tokens < 1:
            return (1 - bucket.tokens) / rate.per_second
        bucket.tokens -= 1
        return 0.0


class Limits:
    """Who may ask now. `rates`: public, open311, creates and forms without a key, `<kind>_key` for clients with one."""

    def __init__(self, rates: Mapping[str, Rate | None], trusted: tuple[Network, ...]) -> None:
        self.trusted = trusted
        self._buckets = {
            (name, rank): Buckets(rate) for name, rate in rates.items() if rate for rank in ("read", "create")
        }

    def check(self, exchange: Exchange, caller: Caller, rank: str, open311: bool = False) -> None:
        """Take a token of the client's, or of the address's where there is no client; AskedTooOften without one."""
        if caller.kind == "staff":
            return
        if caller.kind == "system":
            self._take(f"{caller.roles[0]}_key", caller.subject, rank)
        elif rank == "create":
            self._take("creates", self.address_of(exchange), rank)
        else:
            self._take("open311" if open311 else "public", self.address_of(exchange), rank)

    def check_form(self, exchange: Exchange) -> None:
        """Take a token for a form that has mail sent."""
        self._take("forms", self.address_of(exchange), "create")

    def check_stranger(self, exchange: Exchange) -> None:
        """Take a token for a key that nobody knows yet."""
        self._take("public", self.address_of(exchange), "read")

    def _take(self, rate: str, name: str, rank: str) -> None:
        buckets = self._buckets.get((rate, "create" if rank == "create" else "read"))
        seconds = buckets.take(name) if buckets else 0.0
        if seconds:
            http_rate_limited_total.labels(rate).inc()
            raise AskedTooOften(seconds=seconds)

    def address_of(self, exchange: Exchange) -> str:
        """Return the address that asks. What a client writes about itself counts only through a trusted proxy."""
        said = [part.strip() for part in exchange.header(b"x-forwarded-for").split(",") if part.strip()]
        address = _read(str((exchange.scope.get("client") or ("",))[0]))
        while said and address is not None and self._trusts(address):
            before = _read(said.pop())
            if before is None:
                break
            address = before
        if isinstance(address, IPv6Address):
            return str(IPv6Network((int(address), 64), strict=False))
        return str(address)

    def _trusts(self, address: Any) -> bool:
        return any(address in network for network in self.trusted)


def _read(text: str) -> Any:
    """Return the address, an IPv4 one in IPv6's clothes as what it is; None when it is none."""
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
