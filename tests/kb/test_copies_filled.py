"""What routing lists is kept as if it had been heard."""

from services.kb import copies

TYPE = {"kind": "service_type", "code": "pothole", "version": 1, "entry": {"name": {"en": "Pothole"}}}
MEMBER = {"department": "dot", "subject": "employee-dot", "tier": "employee"}


def test_a_page_of_changes_fills_catalogue_and_members(store):
    changes = [{"event": "catalogue_changed", "data": TYPE}, {"event": "members_changed", "data": MEMBER}]

    with store.transaction() as session:
        copies.keep(session, changes)

    with store.reading() as session:
        assert [entry["code"] for entry in copies.list_copies(session, copies.SERVICE_TYPE)] == ["pothole"]
        assert copies.departments_of(session, "employee-dot") == {"dot"}
