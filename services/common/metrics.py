"""Metrics of one process in one Prometheus registry; base units, few label values."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


def counter(name: str, help: str, labels: Sequence[str] = ()) -> Counter:
    """Register a counter; its name ends in _total."""
    return Counter(name, help, labels, registry=REGISTRY)


def gauge(name: str, help: str, labels: Sequence[str] = ()) -> Gauge:
    """Register a gauge."""
    return Gauge(name, help, labels, registry=REGISTRY)


def histogram(name: str, help: str, labels: Sequence[str] = (), buckets: Sequence[float] = SECONDS) -> Histogram:
    """Register a histogram in seconds (its name ends in _seconds) unless other buckets are given."""
    return Histogram(name, help, labels, buckets=buckets, registry=REGISTRY)


def exposition() -> bytes:
    """Return the registry in Prometheus text format."""
    return generate_latest(REGISTRY)
