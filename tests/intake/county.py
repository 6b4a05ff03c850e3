"""A county for the tests of intake: service types with every kind of question, callers of every level."""

from collections.abc import Iterable
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from services.common import clock
from services.common.caller import Caller
from services.common.contract import load
from services.common.database import Store
from services.common.envelope import Heard
from services.common.ids import uuid7
from services.common.outbox import OUTBOX
from services.intake import access, catalogue, changes, contract, openings, views
from services.intake.models import Member, RequestHistory, ServiceRequest
from services.intake.openings import Opening
from services.intake.request_numbers import Allocator

ANYBODY = Caller()
AGENT = Caller(kind="staff", subject="agent-1", roles=("agent",))
SUPERVISOR = Caller(kind="staff", subject="supervisor-1", roles=("supervisor",))
EMPLOYEE = Caller(kind="staff", subject="employee-dot")
MANAGER = Caller(kind="staff", subject="manager-dot")
STRANGER = Caller(kind="staff", subject="employee-dhs")

LANES = [{"key": "left", "name": "Left"}, {"key": "right", "name": "Right"}]
SERVICES = [
    {
        "code": "pothole",
        "name": {"en": "Pothole", "es": "Bache"},
        "level": 2,
        "location_required": True,
        "questions": [
            {"code": "lane", "datatype": "singlevaluelist", "values": LANES},
            {"code": "dangers", "datatype": "multivaluelist", "values": LANES},
            {"code": "depth", "datatype": "number"},
            {"code": "since", "datatype": "datetime"},
            {"code": "where", "datatype": "string"},
            {"code": "story", "datatype": "text"},
        ],
    },
    {"code": "flu-shot", "name": {"en": "Flu shot"}, "level": 1, "anonymous_allowed": False, "private": True},
    {
        "code": "bulk-pickup",
        "name": {"en": "Bulk pickup"},
        "level": 2,
        "questions": [{"code": "what", "datatype": "string", "required": True}],
    },
    {"code": "passport", "name": {"en": "Passport"}, "level": 4},
]
RESIDENT = {"name": "Sample Resident", "email": "resident@ashmere.example", "language": "es"}
AT_LIBRARY = {"address": "7300 Carroll Ave"}


def catalogue_events(entries: Iterable[dict[str, Any]], version: int = 1) -> list[Heard]:
    """What routing says of service types."""
    return [
        _heard(
            "catalogue_changed", e["code"], {"kind": "service_type", "code": e["code"], "version": version, "entry": e}
        )
        for e in entries
    ]


def heard(type: str, number: str, sequence: int = 1, **data: Any) -> Heard:
    """What routing says of a request."""
    return _heard(type, number, {"number": number, "drill": False} | data, sequence)


def _heard(type: str, subject: str, data: dict[str, Any], sequence: int = 1) -> Heard:
    return Heard(uuid7(), "routing", type, subject, sequence, clock.instant_text(clock.now()), data)


class County:
    """Intake's functions as its entrypoints put them together; `db` and `desk` are what entrypoints have."""

    def __init__(self, store: Store, entries: list[Heard]) -> None:
        self.db = store
        self.numbers = Allocator(store)
        self.catalogue = catalogue.Catalogue(store)
        self.secret = bytes.fromhex("5e" * 32)
        self.desk = self
        with store.transaction() as session:
            catalogue.keep_entries(session, entries)
            for who, department, tier in (
                (EMPLOYEE, "dot", "employee"),
                (MANAGER, "dot", "manager"),
                (STRANGER, "dhs", "employee"),
            ):
                session.add(Member(department=department, subject=who.subject, tier=tier))

    def opening(self, caller: Caller = ANYBODY, **message: Any) -> Opening:
        """A checked opening with a fresh number."""
        said = load(contract.OPEN_REQUEST.request, {"service_code": "pothole", "location": AT_LIBRARY} | message)
        service = self.catalogue.service(said["service_code"])
        openings.check(said, service)
        number = self.numbers.take(1)[0]
        return Opening(said, caller, service, number, self.numbers.pin(number))

    def open(self, caller: Caller = ANYBODY, **message: Any) -> dict[str, Any]:
        """Open a request; what is not said is a pothole at the library."""
        return openings.open_group(self.db, [self.opening(caller, **message)])[0]

    def number(self, **message: Any) -> str:
        """Open a request and return its number."""
        return self.open(**message)["number"]

    def row(self, number: str) -> ServiceRequest:
        """Return a request as it is stored."""
        with self.db.reading() as session:
            return changes.find(session, number)

    def pin(self, number: str) -> str:
        """Return a request's PIN."""
        return self.numbers.pin(number)

    def read(self, number: str, caller: Caller = ANYBODY, pin: str | None = None) -> dict[str, Any]:
        """Read a request as the entrypoint does."""
        with access.opened(self, {"number": number, "pin": pin}, caller, "request.read") as (session, request, how):
            if how is None:
                return views.public(request, self.catalogue)
            return views.full(session, request, self.catalogue, access.sight(session, request, caller, how))

    @contextmanager
    def changing(
        self, number: str, caller: Caller = AGENT, action: str = "request.amend", pin: str | None = None
    ) -> Any:
        """Yield session and request to change."""
        with access.changing(self, {"number": number, "pin": pin}, caller, action) as (session, request, _how):
            yield session, request

    def amend(self, number: str, caller: Caller = AGENT, pin: str | None = None, **message: Any) -> None:
        """Amend a request; the version is the stored one unless said otherwise."""
        version = message.pop("version", None) or self.row(number).version
        said = load(contract.AMEND_REQUEST.request, {"number": number, "version": version} | message)
        with self.changing(number, caller, pin=pin) as (session, request):
            changes.amend(session, request, said, openings.actor(caller), self.catalogue)

    def history(self, number: str) -> list[tuple[str, str | None]]:
        """Return status and code of each step of a request."""
        query = select(RequestHistory).where(RequestHistory.number == number).order_by(RequestHistory.id)
        with self.db.reading() as session:
            return [(step.status, step.code) for step in session.execute(query).scalars()]

    def said(self, type: str | None = None) -> list[Any]:
        """Return the rows of the outbox, of one type or all."""
        query = select(OUTBOX).order_by(OUTBOX.c.id)
        if type:
            query = query.where(OUTBOX.c.type == type)
        with self.db.reading() as session:
            return list(session.execute(query))
