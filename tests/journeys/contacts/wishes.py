"""What agents send for an entry of the log: the contact, its requests, its items, the hand-over."""

from typing import Any

DEPARTMENT = "hhs"
FALLBACK = {"kind": "request", "service_code": "something-else"}
OPEN_FALLBACK = {"kind": "callback"}
# Somebody takes what is to be answered; the others fall back at once.
WAIT_SECONDS = {"answered": 3600, "open": 5, "called_back": 5, "request": 5}
ITEMS: dict[str, dict[str, Any]] = {
    "answered": {"outcome": "answered", "article": {"id": "library-card", "version": 1}},
    "referred": {"outcome": "referred", "to": "state-highways", "number_given": "410-555-0100", "warm": False},
    "recorded": {"outcome": "recorded", "kind": "praise", "about": "311", "text": "Thank you.", "theme": "service"},
}


def resident(entry: dict[str, Any]) -> dict[str, Any] | None:
    """Who asks, and the only way to that person."""
    n, ways = entry["n"], {"name": f"Resident {entry['n']}", "language": "en"}
    address = {"lines": [f"{n} Carroll Ave", "Hartwell"], "zip": "20999"}
    said = {
        "email": {"email": f"resident-{n}@example.org"},
        "letter": {"address": address, "notify": "letter"},
        "phone": {"phone": "240-555-0100", "notify": "phone"},
        "none": {"email": f"resident-{n}@example.org", "notify": "none"},
    }
    return ways | said[entry["reach"]] if entry["reach"] in said else None


def contact(entry: dict[str, Any]) -> dict[str, Any]:
    """The record of a contact, without its items."""
    said = {name: entry[name] for name in ("channel", "language", "caller_type", "drill")}
    said |= {"anonymous": entry["reach"] == "anonymous", "resident": resident(entry), "type": entry["set_type"]}
    if entry["notice"]:
        said["notice"] = {"outcome": entry["notice"], "reason": "Came to the counter."}
    if entry["interpreters"]:
        said["interpreters"] = [_session(entry)]
    if entry["channel"] == "letter":
        said["received_at"] = "2026-11-02T12:00:00Z"
    if entry["handover"]:
        said["handover"] = _handover(entry["handover"])
    return said


def _session(entry: dict[str, Any]) -> dict[str, Any]:
    vendor, seconds, cost = entry["interpreters"]
    stopped = f"2026-11-20T15:{seconds // 60:02}:{seconds % 60:02}Z"
    times = {"started_at": "2026-11-20T15:00:00Z", "stopped_at": stopped}
    return {"vendor": vendor, "language": entry["language"], "cost_cents": cost} | times


def _handover(handover: dict[str, Any]) -> dict[str, Any]:
    fallback = FALLBACK if handover["end"] == "request" else OPEN_FALLBACK
    said = {"department": DEPARTMENT, "question": "Who helps with the heating bill?", "fallback": fallback}
    return said | {"max_wait_seconds": WAIT_SECONDS[handover["end"]]}


def items(outcomes: list[str], numbers: list[str]) -> list[dict[str, Any]]:
    """What was asked; requests in their order."""
    left = iter(numbers)
    return [ITEMS.get(outcome) or {"outcome": outcome, "number": next(left)} for outcome in outcomes]


def request(entry: dict[str, Any]) -> dict[str, Any]:
    """A request that the contact leads to."""
    return {
        "service_code": "pothole",
        "description": "Deep hole in the right lane",
        "location": {"address": "7300 Carroll Ave"},
        "channel": entry["channel"],
        "language": entry["language"],
        "anonymous": entry["reach"] == "anonymous",
        "resident": resident(entry),
    }
