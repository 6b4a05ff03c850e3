"""What the department's system asks of hub311 over HTTP: missed events, steps of work, reconciliation."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

import requests

PAGE = 250
PORTION = 1000
SECONDS = (5, 30)
LONGEST_WAIT_SECONDS = 10.0
READER = "department-system"


class Refused(Exception):
    """hub311 says no, and would say it again."""


class Hub:
    """The gateway, with the department's key; what is away or busy is asked again until it answers."""

    def __init__(self, url: str, key: str, patience_seconds: float = 300.0) -> None:
        self.url, self.patience_seconds = url.rstrip("/"), patience_seconds
        self.web = requests.Session()
        self.web.headers["Authorization"] = f"Bearer {key}"

    def ask(self, method: str, path: str, **said: Any) -> Any:
        """Ask until there is an answer; Refused for a clear no."""
        until, wait = time.monotonic() + self.patience_seconds, 0.2
        while True:
            try:
                answer = self.web.request(method, self.url + path, timeout=SECONDS, **said)
                if answer.status_code < 300:
                    return answer.json() if answer.content else None
                if answer.status_code not in (408, 429) and answer.status_code < 500:
                    raise Refused(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
                wait = max(wait, float(answer.headers.get("Retry-After") or 0))
            except requests.RequestException:
                pass
            if time.monotonic() > until:
                raise TimeoutError(f"{method} {path}: no answer for {self.patience_seconds:g} s")
            time.sleep(min(wait, LONGEST_WAIT_SECONDS))
            wait *= 2

    def events(self, after: int, until: int | None = None) -> Iterator[list[dict[str, Any]]]:
        """Yield pages of events behind a position, up to another one or to the end of the feed."""
        while until is None or after < until:
            limit = PAGE if until is None else min(PAGE, until - after)
            page = self.ask("GET", "/v1/events", params={"after": after, "limit": limit, "reader": READER})
            if not page["items"]:
                return
            yield page["items"]
            after = page["next"]

    def status(self) -> dict[str, Any]:
        """Return the feed as hub311 sees it: its last position, and who reads it how far."""
        found: dict[str, Any] = self.ask("GET", "/v1/events/status")
        return found

    def step(self, assignment: str, step: str, **said: str) -> bool:
        """Take a step of the work; False when somebody else was quicker. The key makes a repeat harmless."""
        headers = {"Idempotency-Key": f"{assignment}-{step}"}
        try:
            self.ask("POST", f"/v1/assignments/{assignment}/{step}", json=said, headers=headers)
        except Refused:
            return False
        return True

    def reconcile(self, position: int, items: Sequence[dict[str, str]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Say what the department has, as of a position; return the reconciliation and every difference."""
        made = self.ask("POST", "/v1/reconciliations", json={"position": position})
        path = f"/v1/reconciliations/{made['id']}"
        for start in range(0, len(items), PORTION):
            self.ask("POST", f"{path}/items", json={"items": list(items[start : start + PORTION])})
        found = self.ask("POST", f"{path}/finish", json={})
        return found, list(self._differences(path))

    def _differences(self, path: str) -> Iterator[dict[str, Any]]:
        cursor = None
        while True:
            wanted = {"limit": 250} | ({"cursor": cursor} if cursor else {})
            page = self.ask("GET", f"{path}/differences", params=wanted)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return
