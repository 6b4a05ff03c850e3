"""Commands from the broker: read, and answered once in the department's feed."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.errors import MalformedInput, Refusal
from services.common.outbox import say
from services.common.statements import insert_new, run
from services.routing.contract.commands import COMMANDS, MOST_BYTES
from services.routing.models import CommandAnswer

ANSWERS = CommandAnswer.__table__
KEEP = timedelta(days=7)  # as long as the answers of writes are kept, so that a repeat is known for one


class CommandUnknown(Refusal):
    """There is no such command: accept, return, hold, resume, note, complete."""

    status = 422


class CommandFailed(Refusal):
    """The command failed here: operations see why."""

    status = 500


@dataclass(frozen=True)
class Command:
    """What a department wants: by its routing key `<department>.<name>`, which the broker lets it alone use."""

    department: str
    name: str
    id: str | None = None
    assignment: str | None = None
    said: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None

    def message(self) -> dict[str, Any]:
        """The message of the call that carries it out; the command's id makes a repeat harmless."""
        return self.said | {"id": self.assignment, "idempotency_key": f"command-{self.id}"}


def read(routing_key: str, body: bytes | str) -> Command:
    """Read a command; one that cannot be carried out holds its refusal, so that it is answered too."""
    department, _, name = routing_key.partition(".")
    if name not in COMMANDS:
        return Command(department, name[:64], refusal=CommandUnknown())
    try:
        said = orjson.loads(body) if len(body) <= MOST_BYTES else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return Command(department, name, refusal=MalformedInput("Not a JSON object, or too long."))
    found, assignment = said.pop("id", None), said.pop("assignment_id", None)
    if not isinstance(found, str) or not 0 < len(found) <= 64 or not found.isprintable():
        return Command(department, name, refusal=MalformedInput("A command needs an id of 1 to 64 letters."))
    if not isinstance(assignment, str) or not 0 < len(assignment) <= 36 or not assignment.isprintable():
        return Command(department, name, found, refusal=MalformedInput("A command names its assignment_id."))
    return Command(department, name, found, assignment, said)


def answer(session: Session, command: Command, refusal: Refusal | None) -> None:
    """Say what came of a command, unless it has been said before."""
    if command.id is not None:
        row = {"department": command.department, "command_id": command.id, "at": clock.now()}
        if not run(session, insert_new(session, ANSWERS, "department", "command_id"), [row]).all():
            return
    data = {
        "department": command.department,
        "command_id": command.id,
        "command": command.name,
        "assignment_id": command.assignment,
        "outcome": "refused" if refusal else "done",
        "refusal": refusal.code if refusal else None,
        "pointers": [error["pointer"] for error in refusal.errors] if refusal else [],
        "drill": False,
    }
    say(session, [Event("command_answered", f"commands:{command.department}", data, command.department)])


def forget_old(session: Session) -> None:
    """Drop what was answered a week ago."""
    session.execute(delete(CommandAnswer).where(CommandAnswer.at < clock.now() - KEEP))
