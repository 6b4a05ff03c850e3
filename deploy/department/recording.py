"""A recorded day: a department's feed in a file, to try a system against without a running hub311."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.department.hub import Hub

DAY = Path(__file__).resolve().parents[1] / "examples" / "day.jsonl.gz"


def record(hub: Hub, path: Path, most: int) -> int:
    """Write the feed from position 0 on; return how many events that were."""
    count = 0
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for page in hub.events(0, most):
            lines.writelines(json.dumps(event, separators=(",", ":")) + "\n" for event in page)
            count += len(page)
    return count


def play(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what was recorded, in order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
