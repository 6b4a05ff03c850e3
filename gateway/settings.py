"""Settings of the gateway, read once from the environment; a missing one stops the start and names itself."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from gateway.limits import Network, Rate
from services.common.settings import SettingSenseless, folder, required

HTTP = "host:port of the service's own small HTTP server"


@dataclass(frozen=True)
class Settings:
    """Where the gateway listens, whom it asks and how much it takes at once."""

    port: int
    amqp_uri: str
    secret: bytes
    metrics_address: str
    service_addresses: dict[str, str]
    oidc_issuer: str
    oidc_audience: str
    public_url: str
    most_in_flight: int
    most_connections: int
    most_calls: int
    blobs: Path
    bind: str = "127.0.0.1"
    origins: frozenset[str] = frozenset()
    rates: dict[str, Rate | None] = field(default_factory=dict)
    trusted_proxies: tuple[Network, ...] = ()
    open311: str = ""
    oidc_client: str = "hub311"
    oidc_secret: str = ""
    sign_in_returns: frozenset[str] = frozenset()
    session_seconds: int = 3600
    break_glass: str = ""
    ready_file: Path | None = None


def read(services: Iterable[str]) -> Settings:
    """Read the settings; every service that a route names needs its HTTP address."""
    port = int(os.environ.get("HUB311_PORT", "8311"))
    secret = required("HUB311_SECRET", "at least 32 hexadecimal characters; signs what services tell each other")
    return Settings(
        port=port,
        amqp_uri=required("HUB311_AMQP_URI", "amqp://user:password@host:port/vhost"),
        secret=bytes.fromhex(secret),
        metrics_address=required("HUB311_HTTP_GATEWAY_METRICS", "host:port of the gateway's metrics"),
        service_addresses={name: required(f"HUB311_HTTP_{name.upper()}", HTTP) for name in sorted(services)},
        oidc_issuer=os.environ.get("HUB311_OIDC_ISSUER", "").rstrip("/"),
        oidc_audience=os.environ.get("HUB311_OIDC_AUDIENCE", "hub311"),
        public_url=os.environ.get("HUB311_PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        most_in_flight=int(os.environ.get("HUB311_GATEWAY_IN_FLIGHT", "512")),
        most_calls=int(os.environ.get("HUB311_GATEWAY_CALLS", "256")),
        most_connections=int(os.environ.get("HUB311_GATEWAY_CONNECTIONS", "2048")),
        blobs=folder("HUB311_BLOBS", "blobs"),
        bind=os.environ.get("HUB311_BIND", "127.0.0.1"),
        origins=frozenset(os.environ.get("HUB311_ORIGINS", "").replace(",", " ").split()),
        rates=read_rates(),
        trusted_proxies=read_proxies(),
        open311=os.environ.get("HUB311_OPEN311", ""),
        oidc_client=os.environ.get("HUB311_OIDC_CLIENT") or "hub311",
        oidc_secret=os.environ.get("HUB311_OIDC_CLIENT_SECRET", ""),
        sign_in_returns=frozenset(os.environ.get("HUB311_SIGN_IN_RETURNS", "").replace(",", " ").split()),
        break_glass=os.environ.get("HUB311_BREAK_GLASS", ""),
        session_seconds=_minutes("HUB311_SESSION_MINUTES", "60", most=720) * 60,
        ready_file=Path(name) if (name := os.environ.get("HUB311_READY_FILE")) else None,
    )


def read_rates() -> dict[str, Rate | None]:
    """Read how often who may ask; HUB311_LIMITS=off ends all limits, as for a measurement."""
    if os.environ.get("HUB311_LIMITS") == "off":
        return {}
    return {
        "public": _rate("HUB311_LIMIT_PUBLIC", "300 a second, 5000 at once"),
        "open311": _rate("HUB311_LIMIT_OPEN311", "50 a second, 1000 at once"),
        "creates": _rate("HUB311_LIMIT_CREATES", "off"),
        "forms": _rate("HUB311_LIMIT_FORMS", "0.05 a second, 10 at once"),
        "open311_key": _rate("HUB311_LIMIT_OPEN311_KEY", "200 a second, 4000 at once"),
        "test_key": _rate("HUB311_LIMIT_TEST_KEY", "50 a second, 1000 at once"),
        "frontend_key": _rate("HUB311_LIMIT_FRONTEND_KEY", "1000 a second, 10000 at once"),
    }


def _rate(name: str, usual: str) -> Rate | None:
    text = os.environ.get(name) or usual
    if text == "off":
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?) a second, (\d+) at once", text)
    if found is None or not float(found[1]) or not int(found[2]):
        raise SettingSenseless(name, "off, or such as: 20 a second, 600 at once")
    return Rate(float(found[1]), int(found[2]))


def _minutes(name: str, usual: str, most: int) -> int:
    text = os.environ.get(name) or usual
    if not text.isdecimal() or not 0 < int(text) <= most:
        raise SettingSenseless(name, f"minutes, from 1 to {most}")
    return int(text)


def read_proxies() -> tuple[Network, ...]:
    """Read who is believed when it says for whom it asks; nobody by default."""
    texts = os.environ.get("HUB311_TRUSTED_PROXIES", "").replace(",", " ").split()
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError as error:
        raise SettingSenseless("HUB311_TRUSTED_PROXIES", "addresses or networks, such as 10.0.0.0/8") from error
