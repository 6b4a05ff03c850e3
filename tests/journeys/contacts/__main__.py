"""`python -m tests.journeys.contacts`: a day of 10,000 contacts on a system of its own, counted twice to the unit."""

import argparse
import json
import shutil
import sys
import time

from deploy.local import Stack
from services.common.settings import state_folder
from tests.journeys.contacts.day import play


def main(arguments: list[str]) -> int:
    """Play the day, print what was counted and what differs; 1 when anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=311)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    given = parser.parse_args(arguments)
    folder = state_folder() / "journey-contacts"
    shutil.rmtree(folder, ignore_errors=True)
    began = time.monotonic()
    with Stack(folder, engine=given.engine) as stack:
        size = (given.contacts, given.seed)
        counted, differing = play(stack.url, stack.run_json["tokens"], folder, size)
    print(json.dumps(counted, indent=1, sort_keys=True))
    for line in differing:
        print(f"DIFFERS {line}")
    seconds = time.monotonic() - began
    verdict = f"{len(differing)} figures differ" if differing else "every figure is the same"
    print(f"hub311: {given.contacts} contacts in {seconds:.0f} s: {verdict}; the log is {folder}/log.jsonl")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
