"""`make drill`: drills departments of the running hub311, plays them, and prints how far each came."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from deploy.department.hub import Hub, Refused
from deploy.places import state_folder

LOOK_SECONDS = 0.5
MINUTES = 10
ASSIGNED = "hub311.routing.request_assigned.v1"
COLUMNS = ("opened", "routed", "delivered", "accepted", "completed", "closed")
SAID = {"code": "done", "text": "Drill: nothing was to be done."}


class PlayedDepartment:
    """Reads its feed from where it stands and does drills, and nothing else, as soon as they come."""

    def __init__(self, url: str, key: str) -> None:
        self.hub = Hub(url, key)
        self.position = self.hub.status()["head"]

    def work(self) -> None:
        """Accept and complete the drills that have come since the last time."""
        for page in self.hub.events(self.position):
            for event in page:
                self.position = event["position"]
                if event["type"] == ASSIGNED and event["data"]["drill"]:
                    self.hub.step(event["data"]["assignment_id"], "accept")
                    self.hub.step(event["data"]["assignment_id"], "complete", **SAID)


def drill(run: dict[str, Any], departments: Sequence[str], minutes: int = MINUTES, plays: bool = True) -> Any:
    """Start a drill and follow it to its end; return it as it is shown. Whoever plays does every department's work."""
    keys = {code: access["api_key"] for code, access in run["departments"].items()}
    played = [PlayedDepartment(run["gateway"], keys[code]) for code in departments or keys] if plays else []
    office = Hub(run["gateway"], run["tokens"]["operations"])
    found = office.ask("POST", "/v1/drills", json={"departments": list(departments), "minutes": minutes})
    while found["finished_at"] is None:
        for department in played:
            department.work()
        time.sleep(LOOK_SECONDS)
        found = office.ask("GET", f"/v1/drills/{found['id']}")
    return found


def describe(found: dict[str, Any]) -> list[str]:
    """Return a drill as lines: seconds since its start by department and step."""
    width = max(12, *(len(one["department"]) for one in found["results"]))
    lines = [f"{'department':{width}}  {'service type':22}" + "".join(f"{name:>11}" for name in COLUMNS)]
    for one in found["results"]:
        seconds = {step["step"]: f"{step['seconds']:.1f}" for step in one["steps"]}
        line = f"{one['department']:{width}}  {one['service_code'] or '':22}"
        line += "".join(f"{seconds.get(name, ''):>11}" for name in COLUMNS)
        stopped = f"  {one['state']} before {one['stopped_before']}: {one['reason']}"
        lines.append(line + (stopped if one["state"] == "failed" else ""))
    return [*lines, f"{found['passed']} passed, {found['failed']} failed"]


def main(arguments: list[str]) -> int:
    """Drill and print; 1 when a department has failed."""
    parser = argparse.ArgumentParser(prog="make drill", description=__doc__)
    parser.add_argument("departments", nargs="*", help="codes; all when none is named")
    parser.add_argument("--minutes", type=int, default=MINUTES, help="how long the requests may take")
    parser.add_argument("--wait", action="store_true", help="play nobody: the departments' own systems do the work")
    given = parser.parse_args(arguments)
    path = state_folder() / "run.json"
    if not path.exists():
        print("hub311: nothing is running; start it with `make run`", file=sys.stderr)
        return 2
    try:
        found = drill(json.loads(path.read_text()), given.departments, given.minutes, not given.wait)
    except (Refused, KeyError) as error:
        print(f"hub311: {error}", file=sys.stderr)
        return 2
    print("\n".join(describe(found)))
    return 1 if found["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
