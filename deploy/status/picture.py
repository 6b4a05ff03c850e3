"""The system at one moment: which processes answer, what their metrics say, what waits in the broker's queues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True)
class Process:
    """One process of a service: whether it answers, which of its own checks fail, its samples by metric."""

    answers: bool = True
    fails: tuple[str, ...] = ()
    samples: Mapping[str, list[Sample]] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """Every process by the name of its service, the gateway's too; messages by queue where the broker tells."""

    services: Mapping[str, list[Process]]
    queues: Mapping[str, int] = field(default_factory=dict)
    takes_requests: bool = True

    def is_down(self, service: str) -> bool:
        """Whether no process of it answers; a service that is not there is not down."""
        found = self.services.get(service, [])
        return bool(found) and not any(process.answers for process in found)

    def total(self, metric: str, service: str | None = None, **labels: str) -> float:
        """The sum over processes and labels: for counters."""
        return sum((value for _, value in self._samples(metric, service, labels)), 0.0)

    def most(self, metric: str, service: str | None = None, **labels: str) -> float:
        """The highest value: for gauges that every process shows alike; 0 when nobody shows it."""
        return max((value for _, value in self._samples(metric, service, labels)), default=0.0)

    def by(self, metric: str, label: str, **labels: str) -> dict[str, float]:
        """The highest value for each value of a label."""
        found: dict[str, float] = {}
        for said, value in self._samples(metric, None, labels):
            found[said[label]] = max(value, found.get(said[label], value))
        return found

    def shows(self, metric: str, service: str) -> bool:
        """Whether a process of the service that answers shows this metric at all."""
        return any(True for _ in self._samples(metric, service, {}))

    def _samples(self, metric: str, service: str | None, labels: Mapping[str, str]) -> Iterable[Sample]:
        for name, processes in self.services.items():
            if service in (None, name):
                for process in processes:
                    for said, value in process.samples.get(metric, ()):
                        if labels.items() <= said.items():
                            yield said, value
