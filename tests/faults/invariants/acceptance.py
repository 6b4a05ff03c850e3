"""Every number answered with 201 is there with what was asked, once; numbers are unique and well formed."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.faults.evidence import Evidence, Finding

FORM = re.compile(r"^\d{3}-\d{3}-\d{4}$")
# The check digit of H. M. Damm, written down a second time: the checker does not use what it checks.
DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def find(evidence: Evidence) -> Iterator[Finding]:
    """Compare the client's journal with intake."""
    yield from _refused(evidence)
    yield from _lost(evidence)
    yield from _doubled(evidence)
    yield from _reused(evidence)
    yield from _keys(evidence)


def _refused(evidence: Evidence) -> Iterator[Finding]:
    for said in evidence.refused:
        yield Finding("answered", f"refused or never answered: {said}")


def _lost(evidence: Evidence) -> Iterator[Finding]:
    kept = {request.number: request.digest for request in evidence.requests}
    for one in evidence.answered:
        if one.number not in kept:
            yield Finding("lost request", f"{one.number} (key {one.key}) was answered 201 and is not in intake")
        elif kept[one.number] != one.digest:
            yield Finding("number", f"{one.number} was given for key {one.key} and stands for another request")


def _doubled(evidence: Evidence) -> Iterator[Finding]:
    """The bodies of a run are all different, so two requests that say the same are one create that ran twice."""
    by_digest = _grouped([(request.digest, request.number) for request in evidence.requests])
    asked = {one.digest for one in evidence.answered}
    for digest, numbers in by_digest.items():
        if len(numbers) > 1:
            yield Finding("doubled request", f"one create became {', '.join(numbers)}")
        if digest not in asked and not evidence.refused:
            yield Finding("doubled request", f"{numbers[0]} is in intake and no client was told this number")


def _reused(evidence: Evidence) -> Iterator[Finding]:
    kept = [request.number for request in evidence.requests]
    for number, keys in _grouped([(one.number, one.key) for one in evidence.answered]).items():
        if len(keys) > 1:
            yield Finding("number", f"{number} was given to several: {', '.join(keys)}")
    for number, times in _grouped([(number, number) for number in kept]).items():
        if len(times) > 1:
            yield Finding("number", f"{number} stands {len(times)} times in intake")
        if not is_well_formed(number):
            yield Finding("number", f"{number} is not well formed or its check digit is wrong")


def _keys(evidence: Evidence) -> Iterator[Finding]:
    """An idempotency key and a request belong to each other, both ways."""
    for key, answers in _grouped([(one.key, one.number) for one in evidence.answered]).items():
        if len(answers) > 1:
            yield Finding("idempotency key", f"key {key} was answered {', '.join(answers)}")
    given = _grouped([(one.number, one.key) for one in evidence.keys])
    for number, keys in given.items():
        if len(keys) > 1:
            yield Finding("idempotency key", f"{number} belongs to {len(keys)} keys: {', '.join(keys)}")
    numbers = {request.number for request in evidence.requests}
    for number in sorted(numbers - set(given)):
        yield Finding("idempotency key", f"{number} has no idempotency key")
    for number in sorted(set(given) - numbers):
        yield Finding("idempotency key", f"a key was answered with {number}, which is not in intake")


def is_well_formed(number: str) -> bool:
    """Whether a number looks like 482-913-0757 and its check digit is right."""
    interim = 0
    for digit in number.replace("-", "") if FORM.match(number) else "1":
        interim = int(DAMM[interim][int(digit)])
    return interim == 0


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        groups[name].append(value)
    return groups
