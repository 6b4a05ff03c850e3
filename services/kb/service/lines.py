"""Calls about telephone lines."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.kb import contract, lines, staff


class Lines:
    """What a dialled number stands for."""

    db: Any

    @answers(contract.READ_LINE)
    def read_line(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show whose line it is and what to ask, while the call comes in."""
        with self.db.reading() as session:
            staff.require_staff(session, caller)
            return lines.read(session, message["number"], message["language"])

    @answers(contract.LIST_LINES)
    def list_lines(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List lines."""
        with self.db.reading() as session:
            staff.require_staff(session, caller)
            return lines.page(session, message)

    @answers(contract.SET_LINE)
    def set_line(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write a line down."""
        with self.db.transaction() as session:
            return lines.keep(session, message, caller)

    @answers(contract.END_LINE)
    def end_line(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Forget a line."""
        with self.db.transaction() as session:
            lines.end(session, message["number"], caller)
        return {}
