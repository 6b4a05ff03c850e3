"""The first filling of the copies of routing's catalogue."""

from services.common.errors import Unavailable
from services.kb.copies import list_copies
from services.kb.filling import Filling
from tests.kb.sample import a_service


def routing(after):
    """Routing's answer to list_changes, in two pages."""
    code = ("missed-trash", "pothole")[after]
    data = {"kind": "service_type", "code": code, "version": 1, "entry": a_service(code)}
    return {
        "items": [{"revision": after + 1, "event": "catalogue_changed", "data": data}],
        "next": 1 if after == 0 else None,
    }


def away(after):
    """Routing does not answer."""
    raise Unavailable()


def codes(store):
    with store.reading() as session:
        return [entry["code"] for entry in list_copies(session, "service_type")]


def test_empty_copies_are_filled_page_by_page(store):
    assert Filling().fill(store, routing) is True
    assert codes(store) == ["missed-trash", "pothole"]


def test_copies_that_hold_something_are_left_to_events(store):
    Filling().fill(store, routing)

    assert Filling().fill(store, away) is False


def test_an_owner_that_is_away_is_not_asked_again_at_once(store):
    filling = Filling()

    assert [filling.fill(store, away), filling.fill(store, routing)] == [False, False]
    assert codes(store) == []
