"""Numbers and spans of time as people say them."""


def span(seconds: float) -> str:
    """A span of time in its largest sensible unit: 40 s, 14 min, 3 h, 2 days."""
    for unit, size, from_ in (("days", 86400, 36 * 3600), ("h", 3600, 90 * 60), ("min", 60, 90)):
        if seconds >= from_:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def count(number: float, one: str, many: str = "") -> str:
    """A number with its noun: 1 event, 1,204 events."""
    return f"{number:,.0f} {one if round(number) == 1 else many or one + 's'}"


def listed(names: list[str]) -> str:
    """Names as a sentence has them: geo, kb and notify."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
