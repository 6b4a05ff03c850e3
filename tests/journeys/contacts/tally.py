"""Counts what a log of contacts must come to. It reads the log alone and knows nothing of hub311 but its rules.

`python tally.py LOG` prints the figures as JSON.
"""

import json
import sys
from collections import Counter

TYPE = {"request": "service_request", "referred": "referral", "handed_over": "referral",
        "recorded": "miscellaneous", "answered": "general_information"}  # fmt: skip
TOLD_OF_REQUEST = {"email": "delivered", "letter": "printed", "phone": "gap", "none": "waived",
                   "anonymous": "waived", "nobody": "not_needed"}  # fmt: skip
SPOKEN = ("phone", "counter", "internal")


def outcomes(entry):
    """The outcome of each thing that was asked, as it stands in the end."""
    after = entry["handover"]
    if not after:
        return entry["items"]
    return entry["items"] + {"open": ["handed_over"], "request": ["request"]}.get(after["end"], after["items"])


def type_of(entry):
    """What was set last, else the weightiest of what was asked."""
    weighed = min(outcomes(entry), key=lambda o: ["service_request", "referral", "miscellaneous"].index(TYPE[o])
                  if TYPE[o] != "general_information" else 3)  # fmt: skip
    return entry["amended_type"] or entry["set_type"] or TYPE[weighed]


def is_resolved(entry):
    """Whether it left nobody anything to do, and nobody had to be called back."""
    later = entry["handover"] and entry["handover"]["end"] != "answered"
    return not later and all(outcome in ("answered", "recorded") for outcome in outcomes(entry))


def told_by_itself(entry):
    """Whether who asked was told of what is no request; None when all of it is."""
    if entry["notice"]:
        return entry["notice"]
    if all(outcome == "request" for outcome in outcomes(entry)):
        return None
    if entry["channel"] in SPOKEN:
        return "delivered"
    own = {"anonymous": "waived", "none": "waived", "nobody": "not_needed"}
    return own.get(entry["reach"], "gap")


def loop(entry):
    """Open, told, not to be told, or in the gap."""
    waits = entry["handover"] and entry["handover"]["end"] in ("open", "request")
    if waits or not all(entry["withdrawn"]):
        return "open"
    told = {told_by_itself(entry)} | ({TOLD_OF_REQUEST[entry["reach"]]} if entry["withdrawn"] else set())
    if "gap" in told:
        return entry["settled"] or "gap"
    return next((name for name in ("delivered", "printed", "waived") if name in told), "not_needed")


def interpreted(sessions, code):
    """How often a language was interpreted, for how many seconds and cents."""
    mine = [session for session in sessions if session[0] == code]
    return [len(mine), sum(session[2] for session in mine), sum(session[3] for session in mine)]


def tally(log):
    """All figures of the entries of a log."""
    real = [entry for entry in log if not entry["drill"]]
    internal = [e for e in real if e["channel"] == "internal"]
    repeated = [e for e in real if e["channel"] != "internal" and e["repeats"]]
    residents = [e for e in real if e["channel"] != "internal" and not e["repeats"]]
    sessions = [(e["language"], *e["interpreters"]) for e in real if e["interpreters"]]
    calls = [e["call"] for e in log if e["call"]]
    lost = sum(len(e["abandoned_before"]) for e in log)
    spoken = Counter(e["language"] for e in real)
    items = Counter(outcome for e in real for outcome in outcomes(e))
    return {
        "contacts": len(real), "internal": len(internal), "repeated": len(repeated),
        "types": dict(Counter(map(type_of, residents))),
        "first_contact": [sum(map(is_resolved, residents)), len(residents)],
        "loop": dict(Counter(map(loop, real))),
        "channels": dict(Counter(e["channel"] for e in residents)),
        "outcomes": dict(items),
        "languages": {code: [spoken[code], *interpreted(sessions, code)] for code in spoken},
        "telephone": [len(calls) + lost, lost, sum(c[0] + c[1] for c in calls), sum(c[2] + c[3] for c in calls)],
        "totals": {
            "contacts": len(real), "by_type": dict(Counter(map(type_of, real))), "items": sum(items.values()),
            "by_channel": dict(Counter(e["channel"] for e in real)),
            "by_language": dict(spoken), "by_outcome": dict(items),
            "requests": items["request"], "closed": sum(sum(e["withdrawn"]) for e in real),
        },
    }  # fmt: skip


if __name__ == "__main__":
    with open(sys.argv[1]) as lines:
        print(json.dumps(tally([json.loads(line) for line in lines]), indent=1, sort_keys=True))
