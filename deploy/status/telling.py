"""`make status`: looks, looks again where something waits, and prints what that means."""

from __future__ import annotations

import time
from typing import Any

from deploy.status.looking import look
from deploy.status.sentences import Told, has_backlog, tell

SECOND_LOOK_SECONDS = 4.0


def read_state(told: dict[str, Any]) -> Told:
    """Look at the system of a run.json; a backlog is looked at twice, a few seconds apart, to tell its pace."""
    first = look(told)
    if not has_backlog(first):
        return tell(first)
    began = time.monotonic()
    time.sleep(SECOND_LOOK_SECONDS)
    second = look(told)
    return tell(second, first, time.monotonic() - began)


def written(told: Told) -> str:
    """The sentences as they are printed: what is wrong stands out."""
    wrong = [f"! {sentence}" for sentence in told.wrong] or ["  Nothing is the matter."]
    return "\n".join([*wrong, *(f"  {sentence}" for sentence in told.facts)])
