"""`make faults`: processes are killed under load, then a checker compares everything that was promised and seen.

`python -m tests.faults [--engine postgresql|sqlite] [--short]` is the smoke run, under five minutes. Others:
`--seeds [BUG…]`: bugs on purpose, each must be found; `--degraded [--geo-seconds 180]`: what residents get while
parts are away; `--crowd`: three times as many creates as intake can answer; `--processes [SERVICE…]`: two and three
processes of a service, on PostgreSQL.
"""

import argparse
import sys
import time

from tests.faults import chaos, crowd, degraded, scaling, seeds
from tests.faults.run import PER_SECOND
from tests.faults.seeded import BUGS


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read what is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--rate", type=float, default=PER_SECOND, help="creates per second during the smoke run")
    parser.add_argument("--short", action="store_true", help="only routing and the broker are killed")
    parser.add_argument("--seeds", nargs="*", metavar="BUG", choices=[*BUGS, "none"])
    parser.add_argument("--degraded", action="store_true")
    parser.add_argument(
        "--geo-seconds", type=float, default=degraded.GEO_SECONDS, help="how long geo is away; 0: never"
    )
    parser.add_argument("--crowd", action="store_true")
    parser.add_argument("--processes", nargs="*", metavar="SERVICE", choices=scaling.SERVICES)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run what was asked for; the exit status is 0 when nothing was found."""
    given = parse(arguments)
    if given.seeds is not None:
        return seeds.run_all(given.engine, [name.removesuffix("none") for name in given.seeds or ["none", *BUGS]])
    if given.processes is not None:
        return scaling.run_all(given.processes or list(scaling.SERVICES))
    if given.crowd:
        return crowd.run(given.engine)
    if given.degraded:
        return _degraded(given.engine, given.geo_seconds)
    blows = chaos.SHORT if given.short else chaos.LONG
    started = time.monotonic()
    print(f"hub311: faults on {given.engine}, {len(blows)} blows under load", flush=True)
    return chaos.conclude(chaos.smoke(given.engine, blows, given.rate), time.monotonic() - started)


def _degraded(engine: str, geo_seconds: float) -> int:
    """First everything behind intake is away, then geo alone."""
    status = 0
    absences = [degraded.Outage(), *([degraded.Deaf(geo_seconds)] if geo_seconds else [])]
    for absence in absences:
        started = time.monotonic()
        print(f"hub311: {type(absence).__doc__}", flush=True)
        run = degraded.run_degraded(engine, absence)
        status |= chaos.conclude(run, time.monotonic() - started)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
