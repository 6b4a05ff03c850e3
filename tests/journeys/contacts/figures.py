"""What the system says of a replay, in the form in which the second program counts it; and how the two differ."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.journeys.contacts.replay import Log, Replay

TALLY = Path(__file__).with_name("tally.py")
LANGUAGE = ("contacts", "sessions", "interpreter_seconds", "cost_cents")
TELEPHONE = ("offered", "abandoned", "answer_seconds", "handling_seconds")
COUNTED = ("contacts", "internal", "repeated")
GROUPS = ("by_type", "by_channel", "by_language", "by_outcome")


def count(path: Path) -> dict[str, Any]:
    """What the second program counts, in a process that sees the log alone."""
    done = subprocess.run([sys.executable, "-I", str(TALLY), str(path)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def write_log(path: Path, log: Log) -> None:
    """Write a log, a line an entry."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(entry) + "\n" for entry in log))


class Said:
    """The figures of one replay, from the moment in which this is made."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.since = datetime.now(UTC)
        self.before = self._totals()

    def _totals(self) -> dict[str, Any]:
        """The statisticians' totals of the days around this one, so that midnight changes nothing."""
        days = [(self.since + timedelta(days=days)).date().isoformat() for days in (-2, 2)]
        return self.replay.ask("analyst", "GET", f"/v1/records/totals?from={days[0]}&to={days[1]}", 200)

    def figures(self) -> dict[str, Any]:
        """Everything, as the second program counts it."""
        since, until = (t.isoformat().replace("+00:00", "Z") for t in (self.since, datetime.now(UTC)))
        report = self.replay.ask("supervisor", "GET", f"/v1/contacts/report?from={since}&to={until}", 200)
        loop = {name: n for name, n in report["loop"].items() if n and name not in ("contacts", "closed")}
        return {name: report[name] for name in COUNTED} | {
            "types": {row["type"]: row["contacts"] for row in report["types"] if row["contacts"]},
            "first_contact": [report["first_contact"][name] for name in ("resolved", "of")],
            "loop": loop,
            "channels": report["channels"],
            "outcomes": report["outcomes"],
            "languages": {row["language"]: [row[name] for name in LANGUAGE] for row in report["languages"]},
            "telephone": [report["telephone"][name] for name in TELEPHONE],
            "totals": self._added(self._totals()),
        }

    def _added(self, after: dict[str, Any]) -> dict[str, Any]:
        """What the replay has added to the statisticians' totals."""
        contacts, before = after["contacts"], self.before["contacts"]
        groups = {name: _less(contacts[name], before[name]) for name in GROUPS}
        closed = [totals["requests"]["by_status"].get("closed", 0) for totals in (self.before, after)]
        return groups | {
            "contacts": contacts["total"] - before["total"],
            "items": contacts["items"] - before["items"],
            "requests": after["requests"]["total"] - self.before["requests"]["total"],
            "closed": closed[1] - closed[0],
        }


def _less(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    return {name: more for name, n in after.items() if (more := n - before.get(name, 0))}


def differences(said: dict[str, Any], counted: dict[str, Any]) -> list[str]:
    """One line for each figure in which the two are not the same."""
    names = sorted({*said, *counted})
    return [f"{n}: the system says {said.get(n)}, the log says {counted.get(n)}" for n in names
            if said.get(n) != counted.get(n)]  # fmt: skip
