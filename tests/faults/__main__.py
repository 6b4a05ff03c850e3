"""`make faults`: processes are killed under load, then a checker compares everything that was promised and seen.

`python -m tests.faults [--engine postgresql|sqlite] [--short]` (the smoke run, under five minutes),
`--seeds` (bugs on purpose, each must be found), `--degraded` (what residents get while parts are away),
`--processes` (several processes of a service).
"""

import argparse
import sys
import time

from tests.faults import chaos, seeds
from tests.faults.seeded import BUGS


def main(arguments: list[str]) -> int:
    """Run what was asked for; the exit status is 0 when nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--short", action="store_true", help="only routing and the broker are killed")
    parser.add_argument("--seeds", nargs="*", metavar="BUG", choices=[*BUGS, "none"], help="bugs on purpose, or some")
    given = parser.parse_args(arguments)
    if given.seeds is not None:
        return seeds.run_all(given.engine, [name.removesuffix("none") for name in given.seeds or ["none", *BUGS]])
    started = time.monotonic()
    blows = chaos.SHORT if given.short else chaos.LONG
    print(f"hub311: faults on {given.engine}, {len(blows)} blows under load", flush=True)
    run = chaos.smoke(given.engine, blows)
    return chaos.conclude(run, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
