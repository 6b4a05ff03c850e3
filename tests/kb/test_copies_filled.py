"""What routing lists is kept as if it had been heard."""

from sqlalchemy import insert, select

from services.common.copies import CopyOf
from services.kb import copies
from services.kb.models import CatalogueCopy
from services.routing.contract import LIST_CHANGES

TYPE = {"kind": "service_type", "code": "pothole", "version": 1, "entry": {"name": {"en": "Pothole"}}}
MEMBER = {"department": "dot", "subject": "employee-dot", "tier": "employee"}


def test_a_page_of_changes_fills_catalogue_and_members(store):
    changes = [{"event": "catalogue_changed", "data": TYPE}, {"event": "members_changed", "data": MEMBER}]

    with store.transaction() as session:
        copies.keep(session, changes)

    with store.reading() as session:
        assert [entry["code"] for entry in copies.list_copies(session, copies.SERVICE_TYPE)] == ["pothole"]
        assert copies.departments_of(session, "employee-dot") == {"dot"}


def test_a_page_is_written_again_when_an_event_has_brought_an_entry_meanwhile(store):
    tries = []

    def keep(session, changes):
        tries.append(changes)
        copies.keep(session, changes)
        if len(tries) == 1:  # what the database says to the second of two who bring the same entry
            values = {"kind": "service_type", "code": "pothole", "version": 1, "entry": {}}
            session.execute(insert(CatalogueCopy.__table__), values)

    filling = CopyOf("routing", LIST_CHANGES, select(CatalogueCopy.code), keep)

    filling.write(store, [{"event": "catalogue_changed", "data": TYPE}])

    with store.reading() as session:
        assert [entry["code"] for entry in copies.list_copies(session, copies.SERVICE_TYPE)] == ["pothole"]
    assert len(tries) == 2
