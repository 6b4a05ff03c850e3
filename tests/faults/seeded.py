"""Six bugs on purpose: a service process of a test build loads this module and has the one that its environment names.

HUB311_TEST_BUILD=1 and HUB311_SEEDED_BUG=<name> switch one on (services/common/service.py). Each wraps functions of
the running service and strikes a few times; nothing that the checker reads is touched by anybody else.
"""

import copy
import re
from collections.abc import Callable
from itertools import count
from typing import Any

from services.common import logs

log = logs.logger(__name__)
STRIKES = (5, 12)  # the fifth and the twelfth time


def strikes() -> Callable[[], bool]:
    """Return a function that says at each call whether it is time."""
    turns = count(1)
    return lambda: next(turns) in STRIKES


def lose_an_event() -> None:
    """Intake's relay marks a request_closed as published and does not publish it: nothing later shows the hole."""
    from services.common.relay import OutboxRelay

    publish, strike = OutboxRelay._publish, strikes()

    def forgetful(self: Any, rows: list[dict[str, Any]]) -> list[int]:
        kept = [row for row in rows if row["type"] != "request_closed" or not strike()]
        sent = publish(self, kept)
        return [row["id"] for row in rows] if sent or not kept else []

    OutboxRelay._publish = forgetful  # type: ignore[method-assign]


def double_a_mail() -> None:
    """Notify sends a mail once more under a Message-ID of its own."""
    from services.common.ids import uuid7
    from services.notify.smtp import Connection

    send, strike = Connection.send, strikes()

    def twice(self: Any, sender: str, recipient: str, data: bytes) -> Any:
        outcome = send(self, sender, recipient, data)
        if outcome.kind == "sent" and strike():
            send(
                self,
                sender,
                recipient,
                re.sub(rb"(?m)^Message-ID: <[^@]+", b"Message-ID: <%b" % uuid7().encode(), data),
            )
        return outcome

    Connection.send = twice  # type: ignore[method-assign]


def swap_a_sequence() -> None:
    """Routing gives the first event about a request the number 2 and the second the number 1."""
    from services.common import outbox

    advance, strike = outbox._advance, strikes()
    swapped: set[str] = set()

    def confused(session: Any, counts: Any) -> dict[str, int]:
        last = advance(session, counts)
        for subject, before in last.items():
            if before == 0 and counts[subject] == 1 and "-" in subject and strike():
                swapped.add(subject)
                last[subject] = 1
            elif before == 1 and subject in swapped:
                last[subject] = 0
        return last

    outbox._advance = confused


def reuse_a_number() -> None:
    """Intake tells a client the number of another request."""
    from services.intake import openings

    open_group, strike = openings.open_requests, strikes()
    before: list[str] = []

    def careless(session: Any, asked: list[Any]) -> list[dict[str, Any]]:
        answers = open_group(session, asked)
        for position, answer in enumerate(answers):
            before.append(answer["number"])
            if strike():
                answers[position] = answer | {"number": before[0]}
        return answers

    openings.open_requests = careless


def assign_twice() -> None:
    """Routing loses the index that forbids it and gives a request to a second department."""
    from sqlalchemy import insert, text

    from services.common.ids import uuid7
    from services.routing.models import Assignment
    from services.routing.work.ledger import Ledger

    write, strike = Ledger.write, strikes()

    def generous(self: Any, session: Any) -> None:
        rows = [copy.copy(row) for row in self.rows.get(Assignment.__table__, ())]
        write(self, session)
        doubled = [row | {"id": uuid7(), "department": "another"} for row in rows if strike()]
        if doubled:
            session.execute(text("DROP INDEX IF EXISTS assignments_one_current"))
            session.execute(insert(Assignment.__table__), doubled)

    Ledger.write = generous  # type: ignore[method-assign]


def leak_a_name() -> None:
    """Intake says a resident's name in an event."""
    from services.intake import openings

    opened, strike = openings._opened, strikes()

    def talkative(opening: Any) -> Any:
        event = opened(opening)
        resident = opening.message.get("resident")
        if resident and strike():
            event.data["resident_name"] = resident["name"]
        return event

    openings._opened = talkative


# name → (the service that has it, what switches it on, the invariant that must be reported broken)
BUGS: dict[str, tuple[str, Callable[[], None], str]] = {
    "lost_event": ("intake", lose_an_event, "lost event"),
    "doubled_mail": ("notify", double_a_mail, "mail"),
    "swapped_sequence": ("routing", swap_a_sequence, "sequence"),
    "reused_number": ("intake", reuse_a_number, "number"),
    "two_assignments": ("routing", assign_twice, "assignment"),
    "leaked_name": ("intake", leak_a_name, "personal data"),
}


def sow(name: str, service: str) -> None:
    """Switch a bug on when this process is the service that has it; an unknown name stops the start."""
    home, switch_on, _ = BUGS[name]
    if service == home:
        switch_on()
        log.warning("a bug was seeded", extra={"bug": name})
