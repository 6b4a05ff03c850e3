"""`make check-department`: a department's system killed, stopped, restarted and cut off during 10,000 events.

`python -m tests.department [--events 10000] [--engine sqlite|postgresql] [--seed 311]`; writes
var/check-department.json.
"""

import argparse
import json
import shutil
import sys
from dataclasses import asdict

from deploy.local import Stack
from deploy.places import state_folder
from tests.department.run import Run

CODE, SERVICE = "dot", "pothole"


def main(arguments: list[str]) -> int:
    """Run, print what was found; 0 when nothing is lost, different or unnamed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=311)
    given = parser.parse_args(arguments)
    folder = state_folder() / "check-department"
    shutil.rmtree(folder, ignore_errors=True)
    with Stack(folder, engine=given.engine) as stack:
        found = Run(stack, (CODE, SERVICE), given.events, given.seed).go()
    (state_folder() / "check-department.json").write_text(json.dumps(asdict(found), indent=2) + "\n")
    print(found.report())
    print("hub311: the department has everything, once" if found.good else "hub311: the department differs")
    return 0 if found.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
