"""What the source has, asked by somebody else than the department: its feed, its work, and how to make more of it."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from tests.load import bodies

HANDS = 6
MOVED_ONE_IN = 40


class Source:
    """The gateway, seen by operations and used by agents and supervisors."""

    def __init__(self, run: dict[str, Any], code: str, seed: int) -> None:
        self.url, self.tokens, self.code = run["gateway"], run["tokens"], code
        self.seed = seed
        self.local = threading.local()

    def _web(self) -> requests.Session:
        if not hasattr(self.local, "web"):
            self.local.web = requests.Session()
        web: requests.Session = self.local.web
        return web

    def ask(self, method: str, path: str, who: str, **said: Any) -> Any:
        """Ask as somebody whose token run.json holds; what is busy is asked again."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} | said.pop("headers", {})
        for _ in range(60):
            answer = self._web().request(method, self.url + path, headers=headers, timeout=30, **said)
            if answer.status_code not in (429, 503):
                break
            threading.Event().wait(float(answer.headers.get("Retry-After") or 0.5))
        answer.raise_for_status()
        return answer.json()

    def head(self) -> int:
        """The last position of the department's feed."""
        return int(self.ask("GET", f"/v1/events/status?department={self.code}", "operations")["head"])

    def feed(self) -> Iterator[dict[str, Any]]:
        """Every event of the department, from position 0."""
        after = 0
        while True:
            page = self.ask("GET", f"/v1/events?department={self.code}&after={after}&limit=250", "operations")
            yield from page["items"]
            if not page["items"]:
                return
            after = page["next"]

    def work(self) -> dict[str, str]:
        """The state of every piece of the department's work, by id."""
        found, cursor = {}, ""
        while cursor is not None:
            query = f"department={self.code}&limit=250" + (f"&cursor={cursor}" if cursor else "")
            page = self.ask("GET", f"/v1/assignments?{query}", "supervisor")
            found |= {row["id"]: row["status"] for row in page["items"]}
            cursor = page["next"]
        return found

    def create(self, service: str, over: threading.Event) -> None:
        """Open requests of one type until it is over; now and then one is given to another department."""
        with ThreadPoolExecutor(HANDS) as pool:
            for hand in range(HANDS):
                pool.submit(self._create, service, over, random.Random(self.seed + hand))

    def _create(self, service: str, over: threading.Event, chance: random.Random) -> None:
        while not over.is_set():
            wish = bodies.request(chance, chance.randrange(10**6))
            answers = bodies.required_answers(service)
            self.ask("POST", "/v1/requests", "agent", json=wish | {"service_code": service, "answers": answers})
            if chance.randrange(MOVED_ONE_IN) == 0:
                self._move()

    def _move(self) -> None:
        """Give the newest open work to another department; the department may have been quicker."""
        page = self.ask("GET", f"/v1/assignments?department={self.code}&status=assigned&limit=1", "supervisor")
        for row in page["items"]:
            said = {"department": "recreation", "reason": "It lies in the park."}
            try:
                self.ask("POST", f"/v1/assignments/{row['id']}/reassign", "supervisor", json=said)
            except requests.HTTPError:
                continue
