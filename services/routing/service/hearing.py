"""What routing hears: requests as residents open and change them, the directory, the map."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.common import erasing, outbox
from services.common.envelope import Heard
from services.common.inbox import hear
from services.routing import personal
from services.routing.catalogue.agencies import keep_agencies
from services.routing.districts import notices
from services.routing.launch import progress
from services.routing.work import following, opening, rechecking, waiting
from services.routing.work.asking import Known, ask_about_amended, ask_about_opened


def places_of_opened(service: Any, events: Sequence[Heard]) -> dict[str, Known]:
    """Ask where the new requests are."""
    return ask_about_opened(service.geo, service.intake, events)


def facts_of_amended(service: Any, events: Sequence[Heard]) -> dict[str, Known]:
    """Ask what has changed, and where that is."""
    return ask_about_amended(service.geo, service.intake, events)


class Hearing:
    """Handlers of others' events."""

    @hear("intake", "request_opened", ask=places_of_opened)
    def hear_opened(self, session: Any, events: Sequence[Heard], known: Mapping[str, Known]) -> None:
        """Decide who does them."""
        opening.open_requests(session, self.catalogue.get(session), events, known)  # type: ignore[attr-defined]

    @hear("intake", "request_amended", ask=facts_of_amended)
    def hear_amended(self, session: Any, events: Sequence[Heard], known: Mapping[str, Known]) -> None:
        """Decide again where it matters."""
        following.amend_requests(session, self.catalogue.get(session), events, known)  # type: ignore[attr-defined]

    @hear("intake", "request_withdrawn")
    def hear_withdrawn(self, session: Any, events: Sequence[Heard]) -> None:
        """Stop the work."""
        catalogue = self.catalogue.get(session)  # type: ignore[attr-defined]
        following.end_requests(session, catalogue, events, following.WITHDRAWN)

    @hear("intake", "request_closed")
    def hear_closed(self, session: Any, events: Sequence[Heard]) -> None:
        """Stop work that nobody needs, if any is left."""
        catalogue = self.catalogue.get(session)  # type: ignore[attr-defined]
        following.end_requests(session, catalogue, events, following.CLOSED)
        progress.note_closed(session, events)

    @hear("intake", "requests_merged")
    def hear_merged(self, session: Any, events: Sequence[Heard]) -> None:
        """The work is done for another request."""
        catalogue = self.catalogue.get(session)  # type: ignore[attr-defined]
        following.end_requests(session, catalogue, events, following.MERGED)

    @hear("intake", "request_split")
    def hear_split(self, session: Any, events: Sequence[Heard]) -> None:
        """The work is done in parts, which come as requests of their own."""
        catalogue = self.catalogue.get(session)  # type: ignore[attr-defined]
        in_parts = [event for event in events if event.data["rule"] != "none"]
        following.end_requests(session, catalogue, in_parts, following.SPLIT)

    @hear("intake", "resident_asked")
    def hear_asked(self, session: Any, events: Sequence[Heard]) -> None:
        """The promise rests."""
        waiting.hold_for_residents(session, events)

    @hear("intake", "resident_answered")
    def hear_answered(self, session: Any, events: Sequence[Heard]) -> None:
        """The promise counts again."""
        waiting.go_on_for_residents(session, self.catalogue.get(session), events)  # type: ignore[attr-defined]

    @hear("intake", "request_reopened")
    def hear_reopened(self, session: Any, events: Sequence[Heard]) -> None:
        """Give it back to who had it."""
        following.reopen_requests(session, self.catalogue.get(session), events)  # type: ignore[attr-defined]

    @hear("intake", "consent_given")
    def hear_consents(self, session: Any, events: Sequence[Heard]) -> None:
        """Let an office know that it may read who asked."""
        notices.say_consents(session, events)

    @hear("intake", "consent_withdrawn")
    def hear_consents_withdrawn(self, session: Any, events: Sequence[Heard]) -> None:
        """Let an office know that it has to forget who asked."""
        notices.say_consents(session, events)

    @hear("intake", "person_erased")
    def hear_erased(self, session: Any, events: Sequence[Heard]) -> None:
        """Erase what a resident said and where it was, and say so."""
        for event in events:
            ids = personal.ids_of(session, event.data["numbers"])
            outbox.say(session, [erasing.confirmed(session, personal.TRACES, ids, event)])

    @hear("kb", "directory_changed")
    def hear_directory(self, session: Any, events: Sequence[Heard]) -> None:
        """Keep the copy of the directory."""
        keep_agencies(session, [event.data for event in events])

    @hear("geo", "layers_activated")
    def hear_layers(self, session: Any, events: Sequence[Heard]) -> None:
        """Plan to look at open requests again once the layers hold."""
        rechecking.plan_checks(session, events)
