"""Who complains can ask again with a number and a PIN, named or not, and is told no words."""

import json

import pytest

from services.common.contract import dump, load
from services.common.ids import uuid7
from services.intake import contacts, contract, policy
from services.intake.contract.refusals import PinLocked, RequestNotFound, WrongPin
from services.intake.ledger import receipts
from services.intake.pins import MOST_WRONG
from tests.intake.county import AGENT, RESIDENT

COMPLAINT = {"outcome": "recorded", "kind": "complaint", "about": "employee", "department": "dot",
             "text": "He shouted at my son, call me at 240-555-0147."}  # fmt: skip
PRAISE = {"outcome": "recorded", "kind": "praise", "about": "311", "text": "Thank you!"}


class Desk:
    """Somebody at the desk who records complaints, and who complained."""

    def __init__(self, county):
        self.county = county

    def record(self, *items, **said):
        message = {"channel": "phone", "items": list(items), "idempotency_key": uuid7()} | said
        wish = load(contract.RECORD_CONTACT.request, message)
        number = self.county.numbers.take(1)[0] if receipts.is_due(wish["items"]) else None
        with self.county.db.transaction() as session:
            recorded = contacts.record(session, wish, policy.standing(session, AGENT), number)
        return dump(contract.RECORD_CONTACT.answer, recorded)

    def pin(self, recorded):
        return receipts.pin_of(self.county, recorded["receipt"])

    def ask(self, number, pin):
        return dump(contract.READ_RECEIPT.answer, receipts.read(self.county, number, pin))


@pytest.fixture
def desk(county):
    return Desk(county)


@pytest.mark.parametrize(
    "who",
    [pytest.param({"anonymous": True}, id="anonymous"), pytest.param({"resident": RESIDENT}, id="named")],
)
def test_who_complains_asks_again_with_number_and_pin(desk, who):
    recorded = desk.record(COMPLAINT, **who)

    shown = desk.ask(recorded["receipt"], desk.pin(recorded))

    assert shown["items"] == [{"kind": "complaint", "about": "employee", "department": "dot"}]
    assert (shown["number"], shown["state"]) == (recorded["receipt"], "closed")
    assert "shouted" not in json.dumps(shown)
    assert len(shown["received_on"]) == len("2026-11-20")


def test_praise_needs_no_receipt(desk):
    recorded = desk.record(PRAISE)

    assert recorded["receipt"] is None


def test_a_repeated_contact_has_the_receipt_that_it_had(desk):
    key = uuid7()

    first, again = (desk.record(COMPLAINT, idempotency_key=key) for _ in range(2))

    assert first["receipt"] == again["receipt"]


def test_wrong_pins_are_counted_and_lock_it(desk):
    recorded = desk.record(COMPLAINT)
    wrong = "000000" if desk.pin(recorded) != "000000" else "000001"

    for _ in range(MOST_WRONG):
        with pytest.raises(WrongPin):
            desk.ask(recorded["receipt"], wrong)

    with pytest.raises(PinLocked):
        desk.ask(recorded["receipt"], desk.pin(recorded))


def test_with_a_request_s_number_nothing_is_told(desk, county):
    number = county.number()

    with pytest.raises(RequestNotFound):
        desk.ask(number, county.pin(number))


def test_words_of_an_anonymous_contact_that_tell_of_people_are_named():
    said = {"items": [COMPLAINT], "anonymous": True}

    assert receipts.told_of_oneself(said) == ["phone"]
    assert receipts.told_of_oneself(said | {"anonymous": False}) == []


def test_a_receipt_s_number_is_no_request(desk, county):
    recorded = desk.record(COMPLAINT)

    with pytest.raises(RequestNotFound):
        county.read(recorded["receipt"])
