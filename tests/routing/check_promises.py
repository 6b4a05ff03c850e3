"""`make check-promises`: 10,000 random promises, pauses, holidays and clock changes against the oracle."""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import event

from services.common.database import Store, engine_for
from services.routing.models import Base
from tests.routing.promise_trial import Trial


def a_store(folder: Path) -> Store:
    """An empty database of routing."""
    store = Store(engine_for(f"sqlite:///{folder}/routing.db"), "routing")
    event.listen(store.engine, "connect", _do_not_wait_for_the_disk)
    Base.metadata.create_all(store.engine)
    return store


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def one_county(seed: int, count: int) -> list[str]:
    """Run one county; returns its disagreements."""
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder))
        found = [f"county {seed}: {one}" for one in Trial(store, seed).run(count)]
        store.engine.dispose()
    return found


def main(arguments: list[str]) -> int:
    """Run counties, two at a time; print how many promises agreed."""
    parser = argparse.ArgumentParser(description="Promises of random counties against an independent oracle.")
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--counties", type=int, default=4)
    parser.add_argument("--seed", type=int, default=311)
    given = parser.parse_args(arguments)
    seeds, each, began = range(given.seed, given.seed + given.counties), given.many // given.counties, time.monotonic()
    with ProcessPoolExecutor(2) as pool:
        found = [one for some in pool.map(one_county, seeds, [each] * given.counties) for one in some]
    took = time.monotonic() - began
    agreed = f"{each * given.counties} promises in {given.counties} counties, {len(found)} disagreements"
    print(f"hub311: {agreed}, {took:.0f} s")
    print("\n".join(found[:20]), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
