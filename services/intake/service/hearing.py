"""What intake hears of routing's work."""

from collections.abc import Sequence
from typing import Any

from services.common.envelope import Heard
from services.common.inbox import hear
from services.intake import catalogue, outside, progress
from services.intake.ledger import loop
from services.routing import contract as routing


def completions(service: Any, events: Sequence[Heard]) -> dict[str, dict[str, Any]]:
    """Fetch the texts for residents, which no event carries, by assignment."""
    ids = [e.data["assignment_id"] for e in events]
    found = service.routing.call(routing.LIST_COMPLETIONS, {"assignment_ids": ids})
    return {item["assignment_id"]: item for item in found["items"]}


def agencies_words(service: Any, events: Sequence[Heard]) -> dict[str, Any]:
    """Fetch what other agencies wrote, which no event carries, by forwarding."""
    ids = [e.data["forwarding_id"] for e in events]
    found = service.routing.call(routing.LIST_FORWARDING_NOTES, {"forwarding_ids": ids})
    return {item["forwarding_id"]: item["notes"] for item in found["items"]}


class Hearing:
    """Handlers of routing's events."""

    @hear("routing", "request_assigned")
    def hear_assigned(self, session: Any, events: Sequence[Heard]) -> None:
        """A department has it."""
        progress.follow(session, events, progress.assigned)

    @hear("routing", "request_referred")
    def hear_referred(self, session: Any, events: Sequence[Heard]) -> None:
        """Another agency does it."""
        progress.follow(session, events, progress.referred)

    @hear("routing", "request_triaged")
    def hear_triaged(self, session: Any, events: Sequence[Heard]) -> None:
        """A person has to decide."""
        progress.follow(session, events, progress.triaged)

    @hear("routing", "assignment_accepted")
    def hear_accepted(self, session: Any, events: Sequence[Heard]) -> None:
        """The department works on it."""
        progress.follow(session, events, progress.accepted)

    @hear("routing", "assignment_returned")
    def hear_returned(self, session: Any, events: Sequence[Heard]) -> None:
        """It was not theirs."""
        progress.follow(session, events, progress.returned)

    @hear("routing", "assignment_held")
    def hear_held(self, session: Any, events: Sequence[Heard]) -> None:
        """The work waits."""
        progress.follow(session, events, progress.held)

    @hear("routing", "assignment_resumed")
    def hear_resumed(self, session: Any, events: Sequence[Heard]) -> None:
        """The work goes on."""
        progress.follow(session, events, progress.resumed)

    @hear("routing", "assignment_completed", ask=completions)
    def hear_completed(self, session: Any, events: Sequence[Heard], texts: dict[str, Any]) -> None:
        """The work is done: close."""
        progress.follow(session, events, progress.completed(texts))

    @hear("routing", "request_forwarded")
    def hear_forwarded(self, session: Any, events: Sequence[Heard]) -> None:
        """The other agency's system has it."""
        progress.follow(session, events, outside.forwarded)

    @hear("routing", "forwarding_failed")
    def hear_forwarding_failed(self, session: Any, events: Sequence[Heard]) -> None:
        """It could not be handed over."""
        progress.follow(session, events, outside.not_forwarded)

    @hear("routing", "forwarded_request_closed", ask=agencies_words)
    def hear_closed_there(self, session: Any, events: Sequence[Heard], words: dict[str, Any]) -> None:
        """The other agency says that it is closed: close."""
        progress.follow(session, events, outside.closed_there(words))

    @hear("routing", "forwarded_request_reopened")
    def hear_reopened_there(self, session: Any, events: Sequence[Heard]) -> None:
        """The other agency has it open again."""
        progress.follow(session, events, outside.reopened_there, outside.is_not_closed_there)

    @hear("notify", "notice_settled")
    def hear_settled(self, session: Any, events: Sequence[Heard]) -> None:
        """The resident of a request that came to an end was told of it, or could not be."""
        loop.keep_settled(session, events)

    @hear("routing", "catalogue_changed")
    def hear_catalogue(self, session: Any, events: Sequence[Heard]) -> None:
        """Keep the copy of service types and departments."""
        catalogue.keep_entries(session, events)

    @hear("routing", "members_changed")
    def hear_members(self, session: Any, events: Sequence[Heard]) -> None:
        """Keep the copy of who belongs to which department."""
        catalogue.keep_members(session, events)
