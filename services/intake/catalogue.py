"""The copy of routing's catalogue: which service types there are, what they ask, who the departments are."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.database import Store
from services.common.envelope import Heard
from services.common.errors import Unavailable
from services.common.redaction.blotting import phone_digits
from services.common.statements import upsert
from services.intake.contract.refusals import ServiceTypeNotFound
from services.intake.models import ApiClient, CatalogueEntry, Member
from services.routing.contract.catalogue import is_public

LOOK_SECONDS = 1.0


def keep(session: Session, changes: list[dict[str, Any]]) -> None:
    """Write a page of what routing lists, as if it had been heard."""
    for event, write in (("catalogue_changed", write_entries), ("members_changed", write_members)):
        if said := [change["data"] for change in changes if change["event"] == event]:
            write(session, said)


def keep_entries(session: Session, events: Sequence[Heard]) -> None:
    """Write what routing says of service types and departments."""
    write_entries(session, [e.data for e in events])


def write_entries(session: Session, said: Sequence[dict[str, Any]]) -> None:
    """Write service types and departments; the newest version stays."""
    insert = upsert(session, CatalogueEntry.__table__)
    newer = CatalogueEntry.__table__.c.version < insert.excluded.version
    statement = insert.on_conflict_do_update(
        index_elements=["kind", "code"],
        set_={name: insert.excluded[name] for name in ("version", "entry", "changed_at")},
        where=newer,
    )
    now = clock.now()
    newest = {(data["kind"], data["code"]): data for data in said}
    rows = [
        {"kind": d["kind"], "code": d["code"], "version": d["version"], "entry": d["entry"], "changed_at": now}
        for d in newest.values()
    ]
    session.execute(statement, rows)
    gone = [d["code"] for d in newest.values() if d["kind"] == "department" and not d["entry"].get("active", True)]
    if gone:
        _end_systems(session, gone)


def _end_systems(session: Session, departments: Sequence[str]) -> None:
    """A department that is out of use has no system: its clients end, and with them their keys, within 2 s."""
    theirs = (ApiClient.department.in_(departments)) & ApiClient.ended_at.is_(None)
    session.execute(update(ApiClient).where(theirs).values(ended_at=clock.now()))


def keep_members(session: Session, events: Sequence[Heard]) -> None:
    """Write what routing says of who belongs where."""
    write_members(session, [e.data for e in events])


def write_members(session: Session, changes: Sequence[dict[str, Any]]) -> None:
    """Write who belongs to which department; a removal holds as soon as it is committed."""
    for said in changes:
        here = (Member.department == said["department"]) & (Member.subject == said["subject"])
        session.execute(delete(Member).where(here))
        if said.get("tier"):
            session.add(Member(department=said["department"], subject=said["subject"], tier=said["tier"]))
            session.flush()


def tiers_of(session: Session, subject: str) -> dict[str, str]:
    """Return a person's tier by department."""
    rows = session.execute(select(Member.department, Member.tier).where(Member.subject == subject))
    return {row.department: row.tier for row in rows}


def tiers_of_all(session: Session, subjects: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the tiers of several people: by subject, then by department."""
    found: dict[str, dict[str, str]] = {}
    for row in session.execute(select(Member).where(Member.subject.in_(list(subjects)))).scalars():
        found.setdefault(row.subject, {})[row.department] = row.tier
    return found


class Catalogue:
    """The copy in this process, looked at again when it is older than a second."""

    def __init__(self, store: Store) -> None:
        self.store = store
        # Versions only grow, so their sum tells every change; clocks of two processes would not.
        self._stamp: tuple[int, int | None] = (0, None)
        self._looked = -LOOK_SECONDS
        self._entries: dict[tuple[str, str], dict[str, Any]] = {}

    def service(self, code: str) -> dict[str, Any]:
        """Return a service type; ServiceTypeNotFound, or Unavailable while no catalogue has arrived at all."""
        self._refresh()
        entry = self._entries.get(("service_type", code))
        if entry is not None:
            return entry
        if not self._entries:
            raise Unavailable("The list of services has not arrived yet: repeat in a few seconds.")
        errors = [{"pointer": "/service_code", "detail": f"There is no service type {code}."}]
        raise ServiceTypeNotFound(errors=errors)

    def offered(self, code: str) -> dict[str, Any]:
        """Return a service type that can be asked for now; one that is out of use is none."""
        entry = self.service(code)
        if not entry.get("active", True):
            errors = [{"pointer": "/service_code", "detail": f"{code} is no longer offered."}]
            raise ServiceTypeNotFound(errors=errors)
        return entry

    def department(self, code: str | None) -> dict[str, Any]:
        """Return a department, empty when it is not known."""
        self._refresh()
        return self._entries.get(("department", code or ""), {})

    def name_of(self, kind: str, code: str | None, language: str = "en") -> str:
        """Return the name of an entry in a language, English otherwise, its code when it is unknown."""
        self._refresh()
        name = self._entries.get((kind, code or ""), {}).get("name") or {}
        return name.get(language) or name.get("en") or (code or "")

    def phones(self) -> frozenset[str]:
        """Return the telephone numbers of the departments, ten digits each; they are nobody's own."""
        self._refresh()
        said = (entry.get("phone") for (kind, _), entry in self._entries.items() if kind == "department")
        return frozenset(phone_digits(phone) for phone in said if phone)

    def entry(self, kind: str, code: str | None) -> dict[str, Any]:
        """Return what is known of an entry, empty when it is not known."""
        self._refresh()
        return self._entries.get((kind, code or ""), {})

    def is_public(self, code: str) -> bool:
        """Whether everybody may read requests of this service type."""
        entry = self.entry("service_type", code)
        return bool(entry) and is_public(entry)

    def public_codes(self) -> list[str]:
        """Return the codes of the service types whose requests everybody may read."""
        self._refresh()
        return sorted(c for (kind, c), entry in self._entries.items() if kind == "service_type" and is_public(entry))

    def public_service(self, code: str) -> dict[str, Any]:
        """Return a public service type; ServiceTypeNotFound for others, as if there were none."""
        entry = self.service(code)
        if not is_public(entry):
            errors = [{"pointer": "/service_code", "detail": f"There is no service type {code}."}]
            raise ServiceTypeNotFound(errors=errors)
        return entry

    def _refresh(self) -> None:
        if clock.monotonic_seconds() - self._looked < LOOK_SECONDS:
            return
        with self.store.reading() as session:
            stamp = session.execute(select(func.count(), func.sum(CatalogueEntry.version))).one()
            if tuple(stamp) != self._stamp:
                rows = session.execute(select(CatalogueEntry)).scalars()
                self._entries = {(r.kind, r.code): r.entry | {"version": r.version} for r in rows}
                self._stamp = tuple(stamp)
        self._looked = clock.monotonic_seconds()
