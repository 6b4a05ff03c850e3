"""Settings of the gateway, read once from the environment; a missing one stops the start and names itself."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from services.common.settings import required

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
    bind: str = "127.0.0.1"
    origins: frozenset[str] = frozenset()


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
        public_url=os.environ.get("HUB311_PUBLIC_URL", f"http://127.0.0.1:{port}"),
        most_in_flight=int(os.environ.get("HUB311_GATEWAY_IN_FLIGHT", "512")),
        most_calls=int(os.environ.get("HUB311_GATEWAY_CALLS", "256")),
        most_connections=int(os.environ.get("HUB311_GATEWAY_CONNECTIONS", "2048")),
        bind=os.environ.get("HUB311_BIND", "127.0.0.1"),
        origins=frozenset(os.environ.get("HUB311_ORIGINS", "").replace(",", " ").split()),
    )
