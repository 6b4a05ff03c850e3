"""Runs the cases against a server: `python -m tests.open311 [URL] [--key KEY]`; without a URL the one of make run."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from tests.open311.suite import FORMS, all_cases, failures
from tests.open311.world import World


def main(arguments: list[str]) -> int:
    """Print what fails in XML and in JSON; the status is 1 when something does."""
    reader = argparse.ArgumentParser(prog="make conformance", description=__doc__)
    reader.add_argument("url", nargs="?", help="the endpoint, such as http://127.0.0.1:8311/open311/v2")
    reader.add_argument("--key", help="an API key of that endpoint")
    reader.add_argument("--discovery", default="", help="the discovery document, without .xml, if it lies elsewhere")
    reader.add_argument("--about", help="only the cases about this part")
    wish = reader.parse_args(arguments)
    url, key = (wish.url, wish.key or "") if wish.url else _running()
    cases = [one for one in all_cases() if wish.about in (None, one.about)]
    return max(_run(World(url, key, form, wish.discovery), cases) for form in FORMS)


def _running() -> tuple[str, str]:
    """Where make run says that the endpoint is, and a key for it."""
    said = json.loads((Path(os.environ.get("HUB311_VAR", "var")) / "run.json").read_text())["open311"]
    return said["url"], said["api_key"]


def _run(world: World, cases: list) -> int:
    began = time.monotonic()
    failed = failures(world, cases)
    for one, why in failed:
        print(f"FAILED {world.form} {one.name}\n       {why}")
    seconds = time.monotonic() - began
    print(f"{world.form}: {len(cases)} cases, {len(failed)} failed, {seconds:.1f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
