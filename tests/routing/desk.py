"""Routing without its broker: a loaded database, events as they would be heard, and what was said."""

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import select

from services.common.database import Store
from services.common.envelope import Heard
from services.common.ids import uuid7
from services.common.outbox import OUTBOX
from services.routing.catalogue.catalogue import Catalogue, CurrentCatalogue
from services.routing.models import Assignment
from services.routing.work import assignments, following, opening
from services.routing.work.asking import Known
from services.routing.work.places import NOWHERE, Place
from services.routing.work.rerouting import Desk
from tests.routing.sample import a_place

MONDAY = "2026-11-16T15:00:00.000Z"  # ten in the morning in the county
NUMBER = "482-913-0757"


def heard(kind: str, number: str = NUMBER, sequence: int = 1, time: str = MONDAY, **data: Any) -> Heard:
    """An event of intake."""
    return Heard(uuid7(), "intake", kind, number, sequence, time, {"number": number, "drill": False} | data)


def opened(number: str = NUMBER, service: str = "pothole", time: str = MONDAY, **data: Any) -> Heard:
    """A request that was opened on a Monday."""
    said = {
        "service_code": service, "channel": "phone", "language": "en", "point": {"lat": 39.1, "long": -77.15},
        "address_id": None, "place_in_words": False, "choices": {}, "received_at": time, "notice": True,
    }  # fmt: skip
    return heard("request_opened", number, time=time, **(said | data))


class RoutingDesk:
    """Does what the entrypoints do, on one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.kept = CurrentCatalogue()
        self.said_before = len(self._outbox())

    def catalogue(self, session: Any) -> Catalogue:
        """The catalogue."""
        return self.kept.get(session)

    def open(self, *events: Heard, place: Place = a_place("county"), **known: Any) -> None:  # noqa: B008
        """Hear new requests, all at one place."""
        found = {event.id: Known(place, **known) for event in events}
        with self.store.transaction() as session:
            opening.open_requests(session, self.catalogue(session), events, found)

    def amend(self, event: Heard, place: Place = NOWHERE, answers: Any = None, service: str | None = None) -> None:
        """Hear of a change."""
        with self.store.transaction() as session:
            known = {event.id: Known(place, answers or {}, service)}
            following.amend_requests(session, self.catalogue(session), [event], known)

    def end(self, kind: str = "withdrawn", number: str = NUMBER) -> None:
        """Hear that a request was withdrawn or closed."""
        with self.store.transaction() as session:
            event = heard(f"request_{kind}", number, 2)
            following.end_requests(session, self.catalogue(session), [event], kind)

    def reopen(self, number: str = NUMBER, time: str = MONDAY) -> None:
        """Hear that a request is open again."""
        with self.store.transaction() as session:
            event = heard("request_reopened", number, 3, time)
            following.reopen_requests(session, self.catalogue(session), [event])

    def move(self, act: Callable[..., Any], *more: Any, number: str = NUMBER) -> None:
        """Take a step with the newest assignment of a request, as somebody of its department."""
        with self.store.transaction() as session:
            newest = assignments.last_of(session, number)
            assert newest is not None
            case, row = assignments.lock_assignment(session, newest.id)
            act(session, case, row, "employee-dot", *more)

    def change_hands(self, act: Callable[..., Any], *more: Any, number: str = NUMBER) -> None:
        """Return or reassign the newest assignment of a request."""
        with self.store.transaction() as session:
            newest = assignments.last_of(session, number)
            assert newest is not None
            case, row = assignments.lock_assignment(session, newest.id)
            act(Desk(session, self.catalogue(session), "employee-dot"), case, row, *more)

    def current(self, number: str = NUMBER) -> Assignment | None:
        """The assignment that stands."""
        with self.store.reading() as session:
            return assignments.current_of(session, number)

    def said(self) -> list[dict[str, Any]]:
        """Every event about requests, in order."""
        return self._outbox()[self.said_before :]

    def said_types(self) -> list[str]:
        """Their short names."""
        return [event["type"].split(".")[2] for event in self.said()]

    def _outbox(self) -> list[dict[str, Any]]:
        with self.store.reading() as session:
            return [
                orjson.loads(body) for body in session.execute(select(OUTBOX.c.body).order_by(OUTBOX.c.id)).scalars()
            ]
