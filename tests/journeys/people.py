"""Who takes part in a story: residents with their PINs, staff, a department; all over HTTP, mails as they came."""

import re
from dataclasses import dataclass
from typing import Any

import requests

from deploy.local import Stack
from deploy.processes import wait_until

PLACE = {"address": "7300 Carroll Ave"}
PATIENCE_SECONDS = 60
HEARD = re.compile(r'events_heard_total\{.*outcome="(handled|known)"')


@dataclass(frozen=True)
class Reported:
    """A request as its resident knows it."""

    number: str
    pin: str
    email: str


class Town:
    """The running system as people see it."""

    def __init__(self, stack: Stack) -> None:
        said = stack.run_json
        self.url, self.mailbox, self.amqp_uri = stack.url, said["mailbox"], said["amqp_uri"]
        self.tokens, self._metrics = said["tokens"], said["metrics"]

    def ask(self, method: str, path: str, who: str | Reported | None = None, body: Any = None) -> requests.Response:
        """Send a request as a level of staff, as the resident of a request, or as nobody."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if isinstance(who, str) else {}
        if isinstance(who, Reported):
            headers = {"Request-Pin": who.pin}
        return requests.request(method, self.url + path, json=body, headers=headers, timeout=30)

    def get(self, path: str, who: str | Reported = "agent") -> Any:
        """Read something."""
        answer = self.ask("GET", path, who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, who: str | Reported | None, **body: Any) -> Any:
        """Do something that succeeds."""
        answer = self.ask("POST", path, who, body)
        assert answer.ok, f"{path}: {answer.text}"
        return answer.json()

    def report(self, email: str, service_code: str = "pothole") -> Reported:
        """A resident reports something at the same place."""
        resident = {"name": "Sample Resident", "email": email}
        said = self.post("/v1/requests", None, service_code=service_code, location=PLACE, resident=resident)
        return Reported(said["number"], said["pin"], email)

    def step(self, one: Reported, name: str, who: str | Reported, **body: Any) -> Any:
        """Take a step of a request: merge, split, reopen, withdraw, questions."""
        return self.post(f"/v1/requests/{one.number}/{name}", who, **body)

    def wait_for(self, number: str, status: str) -> None:
        """Wait until everybody sees this status."""
        path = f"/v1/requests/{number}"
        wait_until(lambda: self.get(path)["status"] == status, PATIENCE_SECONDS, f"{number} is {status}")

    def work(self, number: str) -> list[dict[str, Any]]:
        """The assignments of a request, oldest first."""
        items = self.get(f"/v1/assignments?number={number}", "administrator")["items"]
        return sorted(items, key=lambda item: item["assigned_at"])

    def wait_for_work(self, number: str, status: str) -> None:
        """Wait until the newest assignment of a request is in this status."""
        newest = f"the newest work on {number} is {status}"
        wait_until(lambda: self.work(number)[-1]["status"] == status, PATIENCE_SECONDS, newest)

    def current(self, number: str, status: str = "assigned") -> str:
        """Wait until a department has the work in this status; return the assignment's id."""

        def found() -> list[str]:
            return [item["id"] for item in self.work(number) if item["current"] and item["status"] == status]

        wait_until(lambda: bool(found()), PATIENCE_SECONDS, f"the work on {number} is {status}")
        return found()[0]

    def department(self, assignment: str, name: str, **body: Any) -> Any:
        """The department takes a step."""
        return self.post(f"/v1/assignments/{assignment}/{name}", "employee:dot", **body)

    def finish(self, number: str, **said: str) -> None:
        """The department takes the work, is held up, goes on and finishes, in one breath."""
        id = self.current(number)
        self.department(id, "accept")
        self.department(id, "hold", reason="It rains", reason_code="weather")
        self.department(id, "resume")
        self.department(id, "complete", code="done", **said)
        self.wait_for(number, "closed")

    def heard(self, service: str) -> int:
        """How many events a service has taken in, repeats included."""
        lines = requests.get(self._metrics[service], timeout=20).text.splitlines()
        return sum(int(float(line.rpartition(" ")[2])) for line in lines if HEARD.match(line))

    def mails(self, one: Reported) -> list[dict[str, Any]]:
        """The mails that the resident of a request was sent, oldest first."""
        found = requests.get(f"{self.mailbox}/messages.json", {"to": one.email, "q": one.number}, timeout=20)
        return list(reversed(found.json()["items"]))

    def wait_for_mails(self, one: Reported, count: int) -> None:
        """Wait until so many mails have come."""
        wait_until(lambda: len(self.mails(one)) >= count, PATIENCE_SECONDS, f"{count} mails about {one.number}")
