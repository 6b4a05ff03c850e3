"""`python -m deploy.impact sample council_district:2`: lists the open requests that layer versions would change."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import requests

from deploy.places import state_folder

PATIENCE_SECONDS = 120
ANSWER_SECONDS = 20


def main(arguments: list[str]) -> int:
    """Print a line for each request and the sums."""
    if len(arguments) < 2:
        print("usage: python -m deploy.impact <jurisdiction> <kind>:<version>…", file=sys.stderr)
        return 2
    counts: Counter[str] = Counter()
    try:
        for page in pages(arguments[0], arguments[1:]):
            counts["looked_at"] += page["looked_at"]
            for item in page["items"]:
                counts["changed"] += 1
                counts["moves"] += item["moves"]
                print(describe(item))
    except requests.HTTPError as error:
        print(f"hub311: {error.response.json().get('detail', error)}", file=sys.stderr)
        return 1
    told = f"{counts['changed']} change, {counts['moves']} of them to another department"
    print(f"hub311: of {counts['looked_at']} open requests {told}")
    return 0


def describe(item: dict[str, Any]) -> str:
    """One request in a line."""
    layers = ", ".join(f"{one['kind']} {one['before']} → {one['after']}" for one in item["layers"])
    moved = f"; {item['before']['code']} → {item['after']['code']}" if item["moves"] else ""
    return f"{item['number']} {item['service_code']}: {layers or 'no other district'}{moved}"


def pages(jurisdiction: str, versions: list[str]) -> Iterator[dict[str, Any]]:
    """All pages; a draft whose map is still being made is waited for."""
    told = json.loads((state_folder() / "run.json").read_text())
    query: dict[str, Any] = {"jurisdiction_id": jurisdiction, "version": versions}
    until = time.monotonic() + PATIENCE_SECONDS
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {told['tokens']['administrator']}"
        while True:
            answer = session.get(f"{told['gateway']}/v1/layers/impact", params=query, timeout=ANSWER_SECONDS)
            if answer.status_code in (503, 504) and time.monotonic() < until:
                time.sleep(1)
                continue
            answer.raise_for_status()
            page = answer.json()
            yield page
            if page["next"] is None:
                return
            query["cursor"] = page["next"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
