"""Commands of department systems from the broker: each is carried out like a call, and answered in the feed."""

from typing import Any

from services.common import logs
from services.common.caller import Caller
from services.common.contract import load
from services.common.database import DatabaseAway
from services.common.ear import Ear
from services.common.errors import Refusal, Unavailable
from services.common.timers import timer
from services.routing import contract
from services.routing.contract.commands import EXCHANGE, QUEUE
from services.routing.feed import commands
from services.routing.feed.commands import Command

log = logs.logger(__name__)
MOST_MESSAGES = 100_000  # then the broker says no to whoever publishes, who keeps the command
CALLS = {
    "accept": contract.ACCEPT_ASSIGNMENT,
    "return": contract.RETURN_ASSIGNMENT,
    "hold": contract.HOLD_ASSIGNMENT,
    "resume": contract.RESUME_ASSIGNMENT,
    "note": contract.NOTE_ASSIGNMENT,
    "complete": contract.COMPLETE_ASSIGNMENT,
}


class CommandEar(Ear):
    """Hears commands instead of events."""

    def setup(self) -> None:
        """Prepare the link."""
        super().setup()
        self.queue = QUEUE

    def declare(self, channel: Any) -> None:
        """Declare the exchange on which departments publish, and the queue in which commands wait."""
        arguments = {"x-queue-type": "quorum", "x-max-length": MOST_MESSAGES, "x-overflow": "reject-publish"}
        channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
        channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments=arguments)
        channel.queue_bind(QUEUE, EXCHANGE, "#")

    def read(self, message: Any) -> Command:
        """Return the command; nothing is unreadable, because everything is answered."""
        return commands.read(message.delivery_info["routing_key"], message.body)


hear_commands = CommandEar.decorator


class Commands:
    """Carries commands out."""

    db: Any
    catalogue: Any

    @hear_commands
    def take_commands(self, wanted: Any) -> int:
        """Carry a batch out, one by one; a database that is away has all of it tried again."""
        for command in wanted or ():
            refusal = command.refusal or self._carry_out(command)
            with self.db.transaction() as session:
                known = command.department in self.catalogue.get(session).departments
                if known:
                    commands.answer(session, command, refusal)
            if not known:
                log.error("a command came under a key of no department", extra={"department": command.department})
        return 0

    def _carry_out(self, command: Command) -> Refusal | None:
        """Do it; the refusal when it cannot be done."""
        call = CALLS[command.name]
        caller = Caller("system", "commands", department=command.department)
        try:
            getattr(self, call.name)(load(call.request, command.message()), caller)
        except (Unavailable, DatabaseAway):
            raise
        except Refusal as refusal:
            return refusal
        except Exception:
            log.exception("a command failed", extra={"department": command.department, "command": command.name})
            return commands.CommandFailed()
        return None

    @timer(interval=3600)
    def forget_commands(self) -> None:
        """Drop old answers."""
        with self.db.transaction() as session:
            commands.forget_old(session)
