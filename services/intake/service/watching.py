"""Calls about the screens of staff."""

from typing import Any

import eventlet

from services.common.caller import Caller
from services.common.errors import Forbidden, Unavailable
from services.common.rpc import answers
from services.common.settled import settled
from services.intake import contract, policy, request_numbers
from services.intake.watching import audience, changes

LOOK_AGAIN_SECONDS = 0.02


class Watching:
    """Begin to tell a screen, and tell what changed."""

    db: Any

    @answers(contract.OPEN_SCREEN)
    def open_screen(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say from where on a screen is told."""
        numbers = [
            request_numbers.parse_member(one, f"/numbers/{place}") for place, one in enumerate(message["numbers"])
        ]
        until = settled(self.db, _pause)
        if until is None:
            raise Unavailable("Somebody writes for long: repeat shortly.")
        with self.db.reading() as session:
            standing = policy.anywhere(session, caller, "desk.watch")
            if not audience.may_follow(standing, message["departments"]):
                raise Forbidden("You may follow the queue of your own department.")
            after, reset = changes.begin(session, message["last_event_id"], until)
        return {"after": after, "reset": reset, "numbers": numbers}

    @answers(contract.LIST_DESK_CHANGES)
    def list_desk_changes(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say what a gateway's screens are to be told."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
        after = message["after"]
        until = settled(self.db, _pause, after)
        with self.db.reading() as session:
            return changes.since(session, after, after if until is None else until, message["watchers"])


def _pause() -> None:
    eventlet.sleep(LOOK_AGAIN_SECONDS)
