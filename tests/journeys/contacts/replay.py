"""A log of contacts told to a running system through its public API, as telephones, agents and departments would."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import requests

from tests.journeys.contacts.wishes import DEPARTMENT, contact, items, request

WORKERS = 6
CALLS_AT_ONCE = 200
Log = Sequence[dict[str, Any]]


class Refused(Exception):
    """The system has refused what the log says that it took."""


class Replay:
    """Who speaks to one system; `ids` are the contacts by their number in the log."""

    def __init__(self, url: str, tokens: dict[str, str]) -> None:
        self.url, self.tokens = url, tokens
        self.ids: dict[int, str] = {}
        self.tier2 = f"employee:{DEPARTMENT}"
        self.run = datetime.now(UTC).strftime("%H%M%S%f")
        self._local = threading.local()

    def ask(self, who: str, method: str, path: str, status: int, **body: Any) -> Any:
        """Ask as somebody; Refused unless the answer is what the log needs."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} | body.pop("headers", {})
        answer = self._local.session.request(method, self.url + path, headers=headers, timeout=30, **body)
        if answer.status_code != status:
            raise Refused(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else None

    def play(self, log: Log) -> None:
        """Tell everything: calls first, then contacts, those that repeat another at the end."""
        self._calls(log)
        self.be_present()
        self._each(self._contact, [entry for entry in log if not entry["repeats"]])
        self._each(self._contact, [entry for entry in log if entry["repeats"]])

    def be_present(self) -> None:
        """The department's person is at the desk."""
        said = {"desk": "tier2", "state": "available", "capacity": 10, "languages": ["en", "es"]}
        self.ask(self.tier2, "PUT", "/v1/presence", 200, json=said)

    def _each(self, tell: Callable[[dict[str, Any]], None], entries: Log) -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(tell, entries))

    def call_id(self, n: int, of: str = "call") -> str:
        """The telephone system's id of a call in this replay."""
        return f"{of}-{self.run}-{n}"

    def _calls(self, log: Log) -> None:
        """Tell of calls, half of them as a table."""
        now = datetime.now(UTC).isoformat()
        names = ("ring_seconds", "queue_seconds", "talk_seconds", "wrap_seconds")
        calls = [dict(zip(names, e["call"], strict=True)) | {"id": self.call_id(e["n"])} for e in log if e["call"]]
        for entry in log:
            lost = {"id": self.call_id(entry["n"], "lost"), "abandoned": True}
            calls += [lost | {"queue_seconds": seconds} for seconds in entry["abandoned_before"]]
        calls = [call | {"started_at": now} for call in calls]
        for number, first in enumerate(range(0, len(calls), CALLS_AT_ONCE)):
            part = calls[first : first + CALLS_AT_ONCE]
            told = _table(part) if number % 2 else {"json": part}
            self.ask("supervisor", "POST", "/v1/calls", 200, **told)

    def _contact(self, entry: dict[str, Any]) -> None:
        numbers = [self._request(entry, withdrawn) for withdrawn in entry["withdrawn"]]
        message = contact(entry) | {"items": items(entry["items"], numbers)}
        if entry["call"] and entry["reach"] != "anonymous":
            message["call_id"] = self.call_id(entry["n"])
        if entry["repeats"]:
            message["same_as"] = self.ids[0]
        logged = self.ask("agent", "POST", "/v1/contacts", 201, json=message)
        self.ids[entry["n"]] = logged["id"]
        if entry["amended_type"]:
            said = {"type": entry["amended_type"], "reason": "Noted wrong."}
            path = f"/v1/contacts/{logged['id']}"
            self.ask("agent", "PATCH", path, 200, json=said, headers={"If-Match": '"1"'})
        if entry["handover"] and entry["handover"]["end"] == "answered":
            self._answer(entry, logged["handover"])

    def _request(self, entry: dict[str, Any], withdrawn: bool) -> str:
        number = self.ask("agent", "POST", "/v1/requests", 201, json=request(entry))["number"]
        if withdrawn:
            said = {"reason": "It was gone when I looked again."}
            self.ask("agent", "POST", f"/v1/requests/{number}/withdraw", 200, json=said)
        return number

    def _answer(self, entry: dict[str, Any], handover: str) -> None:
        """Tier 2 takes it and answers; one at a time, as one person does."""
        with _ONE_DESK:
            self.ask(self.tier2, "POST", f"/v1/handovers/{handover}/accept", 200, json={})
            said = {"items": items(entry["handover"]["items"], [])}
            self.ask(self.tier2, "POST", f"/v1/handovers/{handover}/answer", 200, json=said)

    def call_back(self, log: Log) -> None:
        """Agents call back whom nobody has answered; those whose time has not come yet are waited for."""
        for entry in log:
            if not entry["handover"] or entry["handover"]["end"] != "called_back":
                continue
            shown = self.ask("agent", "GET", f"/v1/contacts/{self.ids[entry['n']]}", 200)
            said = {"items": items(entry["handover"]["items"], [])}
            self.ask("agent", "POST", f"/v1/handovers/{shown['handover']}/answer", 200, json=said)

    def overdue(self) -> int:
        """How many hand-overs nobody has taken and nobody has let fall back yet."""
        return len(self.ask("supervisor", "GET", "/v1/handovers?state=requested&limit=250", 200)["items"])

    def settle(self, log: Log) -> None:
        """Close the gap by hand for those of whom the log says so."""
        wanted = {self.ids[entry["n"]]: entry["settled"] for entry in log if entry["settled"]}
        for row in self.gap():
            if row["id"] in wanted:
                said = {"outcome": wanted[row["id"]], "way": "phone", "reason": "Called."}
                self.ask("agent", "POST", f"/v1/contacts/{row['id']}/notice", 200, json=said)

    def gap(self) -> list[dict[str, Any]]:
        """Every contact of the loop gap."""
        found, cursor = [], ""
        while cursor is not None:
            page = self.ask("supervisor", "GET", f"/v1/loop-gap?limit=250{cursor and '&cursor=' + cursor}", 200)
            found += page["items"]
            cursor = page["next"]
        return found


_ONE_DESK = threading.Lock()


def _table(calls: list[dict[str, Any]]) -> dict[str, Any]:
    names = sorted({name for call in calls for name in call})
    lines = [",".join(names), *(",".join(str(call.get(name, "")) for name in names) for call in calls)]
    return {"data": "\n".join(lines).encode(), "headers": {"Content-Type": "text/csv"}}
