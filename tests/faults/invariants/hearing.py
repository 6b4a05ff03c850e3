"""Every event is heard once by everyone who hears it; nothing waits, nothing is parked, nothing is left over."""

from collections import defaultdict
from collections.abc import Iterator

from tests.faults.evidence import Evidence, Finding


def find(evidence: Evidence) -> Iterator[Finding]:
    """Compare outboxes and inboxes, and look for what was left behind."""
    yield from _unpublished(evidence)
    yield from _unheard(evidence)
    yield from _not_handled(evidence)
    for name in evidence.dead:
        yield Finding("dead letter", name)
    yield from _unrouted(evidence)


def _unpublished(evidence: Evidence) -> Iterator[Finding]:
    for row in evidence.said:
        if not row.published:
            yield Finding("outbox", f"{row.service} has not published {row.type} {row.event_id}")


def _unheard(evidence: Evidence) -> Iterator[Finding]:
    heard: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in evidence.heard:
        heard[(row.service, row.source)].add(row.event_id)
    for service, sources in evidence.hears.items():
        for source, types in sources.items():
            said = {r.event_id: r for r in evidence.said if r.service == source and ("#" in types or r.type in types)}
            mine = heard[(service, source)]
            for event_id in sorted(set(said) - mine):
                about = f"{said[event_id].type} {event_id} about {said[event_id].subject}"
                yield Finding("lost event", f"{service} never heard {source}'s {about}")
            for event_id in sorted(mine - set(said)):
                yield Finding("lost event", f"{service} heard {event_id}, which {source} never said")


def _not_handled(evidence: Evidence) -> Iterator[Finding]:
    for row in evidence.heard:
        if row.state != "handled":
            yield Finding(row.state, f"{row.service} has {row.event_id} of {row.source} {row.state}: {row.reason}")


def _unrouted(evidence: Evidence) -> Iterator[Finding]:
    """What somebody hears must not end where no binding leads; what nobody hears may."""
    wanted = {
        f"hub311.{source}.{name}.v1"
        for sources in evidence.hears.values()
        for source, types in sources.items()
        for name in types
    }
    everything = {name.removesuffix(".#.v1") for name in wanted if name.endswith(".#.v1")}
    for name in evidence.unrouted:
        kind = name.split(" ")[0]
        if kind in wanted or any(kind.startswith(f"{source}.") for source in everything):
            yield Finding("unrouted", name)
