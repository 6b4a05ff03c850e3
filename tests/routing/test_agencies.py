"""What a referral promises: by the agency's class when the request was received, whatever it becomes later."""

from datetime import UTC, datetime

import pytest

from services.routing.catalogue.agencies import class_at, refer
from services.routing.catalogue.catalogue import AGENCY
from services.routing.catalogue.entries import store_entries
from services.routing.models import CatalogueEntry
from tests.routing.desk import NUMBER, opened
from tests.routing.sample import a_place

JULY = "2026-07-01T04:00:00.000Z"
CLASSES = [
    {"class": "external", "tracked": False, "from": None},
    {"class": "funded", "tracked": True, "from": JULY},
]
SHELTER = {"name": {"en": "Family Shelter"}, "class": "funded", "classes": CLASSES, "phone": "410-555-0180"}


@pytest.mark.parametrize(
    ("received", "held"),
    [
        pytest.param("2026-06-30T15:00:00Z", ("external", False), id="asked before the agreement"),
        pytest.param("2026-07-01T04:00:00Z", ("funded", True), id="asked on its first day"),
    ],
)
def test_a_change_of_class_holds_for_what_is_asked_afterwards(received, held):
    told = refer(SHELTER, "family-shelter", (None, "en"), datetime.fromisoformat(received))

    assert (told["class"], told["tracked"]) == held


@pytest.mark.parametrize(("own", "tracked"), [("county", True), ("funded", False), ("external", False)])
def test_a_copy_without_a_history_is_tracked_when_it_is_the_county_s(own, tracked):
    assert class_at({"class": own}, datetime(2026, 11, 20, tzinfo=UTC)) == {"class": own, "tracked": tracked}


def test_a_request_received_before_the_change_keeps_what_was_promised_when_it_is_routed_later(desk):
    classes = [CLASSES[0], CLASSES[1] | {"from": "2026-11-18T05:00:00.000Z"}]
    with desk.store.transaction() as session:
        known = session.get(CatalogueEntry, (AGENCY, "state-highways"))
        changed = {"state-highways": known.entry | {"class": "funded", "classes": classes}}
        store_entries(session, AGENCY, changed, {"state-highways": known.version + 1})

    desk.open(opened(), opened("100-000-0001", time="2026-11-19T15:00:00.000Z"), place=a_place("state"))

    referred = [event for event in desk.said() if "request_referred" in event["type"]]
    told = {event["subject"]: event["data"]["referral"]["tracked"] for event in referred}
    assert told == {NUMBER: False, "100-000-0001": True}
