"""A whole day: the log is replayed, what the clock and the mail do is waited for, and both counts are compared."""

from pathlib import Path
from typing import Any

from deploy.processes import settles, wait_until
from tests.journeys.contacts.figures import Said, count, differences, write_log
from tests.journeys.contacts.invented import contacts
from tests.journeys.contacts.replay import Replay


def play(url: str, tokens: dict[str, str], folder: Path, size: tuple[int, int]) -> tuple[dict[str, Any], list[str]]:
    """Replay a day of that many contacts and that seed; return what was counted, and in what the system differs."""
    log = list(contacts(*size))
    path, unsettled = folder / "log.jsonl", folder / "unsettled.jsonl"
    write_log(path, log)
    write_log(unsettled, [entry | {"settled": None} for entry in log])
    replay = Replay(url, tokens)
    said = Said(replay)
    replay.play(log)
    seconds = 60 + size[0] / 20
    wait_until(lambda: replay.overdue() == 0, seconds, "the end of what nobody takes at Tier 2")
    replay.call_back(log)
    # Only then is everybody told whom notify can tell, and the rest is closed by hand.
    wait_for_loop(said, count(unsettled)["loop"], seconds)
    replay.settle(log)
    counted = count(path)
    return counted, differences(said.figures(), counted)


def wait_for_loop(said: Said, loop: dict[str, int], seconds: float) -> None:
    """Wait until all that is mailed and printed is told; what never comes is a difference, not a hang."""
    settles(lambda: said.figures()["loop"] == loop, seconds, pause_seconds=0.5)
