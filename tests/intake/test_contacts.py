"""The contact ledger: every contact ends with an outcome; who wishes to stay unknown leaves no trace."""

import json

import pytest
from sqlalchemy import func, select

from services.common.contract import dump, load
from services.common.errors import InvalidInput
from services.intake import contacts, contract, policy
from services.intake.contract.refusals import ContactNotFound
from services.intake.models import Contact, Resident
from tests.intake.county import AGENT, EMPLOYEE, MANAGER, RESIDENT, STRANGER, SUPERVISOR

ANSWERED = {"outcome": "answered", "article": {"id": "trash-days", "version": 3}}
REFERRED = {"outcome": "referred", "to": "state-highways", "number_given": "410-555-0100", "reason": "state road"}
PRAISE = {"outcome": "recorded", "kind": "praise", "about": "311", "text": "Thank you!"}
COMPLAINT = {"outcome": "recorded", "kind": "complaint", "about": "employee", "department": "dot", "text": "Rude."}


def record(county, *items, caller=AGENT, **members):
    """Record a contact."""
    said = load(contract.RECORD_CONTACT.request, {"channel": "phone", "items": list(items)} | members)
    with county.db.transaction() as session:
        return dump(contract.RECORD_CONTACT.answer, contacts.record(session, said, policy.standing(session, caller)))


def read(county, contact, caller):
    """Read a contact."""
    with county.db.reading() as session:
        return contacts.read(session, contact["id"], policy.standing(session, caller))


def faults(county, *items, **members):
    """The pointers of what is wrong."""
    with pytest.raises(InvalidInput) as refused:
        record(county, *items, **members)
    return [fault["pointer"] for fault in refused.value.errors]


@pytest.mark.parametrize(
    ("items", "type"),
    [
        ([ANSWERED], "general_information"),
        ([REFERRED], "referral"),
        ([PRAISE], "miscellaneous"),
        ([ANSWERED, REFERRED], "referral"),
        ([ANSWERED, PRAISE], "miscellaneous"),
    ],
    ids=["an answer", "a referral", "praise", "an answer and a referral", "an answer and praise"],
)
def test_the_type_of_a_contact_follows_from_its_items(county, items, type):
    assert record(county, *items)["type"] == type


def test_a_contact_about_a_request_is_a_service_request(county):
    number = county.number()

    contact = record(county, ANSWERED, {"outcome": "request", "number": number.replace("-", "")})

    assert contact["type"] == "service_request"
    assert contact["items"][1]["number"] == number


def test_a_recorded_contact_is_read_as_it_was_recorded(county):
    contact = record(county, ANSWERED, REFERRED, resident=RESIDENT, talk_seconds=95, dialled="311")

    shown = dump(contract.READ_CONTACT.answer, read(county, contact, AGENT))

    assert shown["items"] == contact["items"] == [ANSWERED, REFERRED]
    assert (shown["talk_seconds"], shown["dialled"]) == (95, "311")
    assert shown["resident"]["name"] == RESIDENT["name"]


@pytest.mark.parametrize(
    ("item", "pointer"),
    [
        ({"outcome": "answered"}, "/items/0/article"),
        ({"outcome": "referred"}, "/items/0/to"),
        ({"outcome": "request"}, "/items/0/number"),
        ({"outcome": "recorded", "kind": "praise"}, "/items/0/text"),
        ({"outcome": "sent away"}, "/items/0/outcome"),
        ({"outcome": "request", "number": "1"}, "/items/0/number"),
        ({"outcome": "answered", "article": {"id": "a", "version": 2**31}}, "/items/0/article/version"),
    ],
    ids=lambda value: value if isinstance(value, str) else json.dumps(value),
)
def test_an_item_without_what_its_outcome_needs_is_refused(county, item, pointer):
    assert faults(county, item) == [pointer]


def test_a_request_that_is_not_there_is_named(county):
    missing = county.numbers.take(1)[0]

    assert faults(county, ANSWERED, {"outcome": "request", "number": missing}) == ["/items/1/number"]


def test_a_contact_without_an_outcome_is_refused(county):
    assert faults(county) == ["/items"]


def test_an_anonymous_contact_names_nobody(county):
    assert faults(county, PRAISE, anonymous=True, resident=RESIDENT) == ["/resident"]


def test_an_anonymous_contact_stores_nothing_that_identifies(county):
    record(county, COMPLAINT, anonymous=True, dialled="301-555-0117")

    with county.db.reading() as session:
        contact = session.execute(select(Contact)).scalar_one()
        assert session.execute(select(func.count()).select_from(Resident)).scalar_one() == 0
    assert (contact.resident_id, contact.dialled) == (None, None)


def test_the_event_of_a_contact_holds_no_words_and_no_person(county):
    record(county, COMPLAINT | {"text": "Jane Roe was rude"}, REFERRED, resident=RESIDENT)

    [event] = county.said("contact_logged")
    data = json.loads(event.body)["data"]
    assert data["outcomes"] == ["recorded", "referred"]
    assert data["referred_to"] == ["state-highways"]
    assert not any(word in event.body.decode() for word in ("Jane", "rude", RESIDENT["email"], RESIDENT["name"]))


@pytest.mark.parametrize("caller", [AGENT, EMPLOYEE, STRANGER], ids=lambda c: c.subject)
def test_a_complaint_about_an_employee_is_hidden_from(county, caller):
    contact = record(county, COMPLAINT)

    with pytest.raises(ContactNotFound):
        read(county, contact, caller)


@pytest.mark.parametrize("caller", [SUPERVISOR, MANAGER], ids=lambda c: c.subject)
def test_a_complaint_about_an_employee_is_seen_by(county, caller):
    contact = record(county, COMPLAINT)

    assert read(county, contact, caller)["items"][0]["text"] == "Rude."


def test_a_complaint_hides_the_whole_contact(county):
    contact = record(county, ANSWERED, COMPLAINT)

    with pytest.raises(ContactNotFound):
        read(county, contact, AGENT)


def test_a_department_sees_contacts_about_itself_alone(county):
    contact = record(county, PRAISE | {"about": "department", "department": "dot"})

    assert read(county, contact, EMPLOYEE)["items"][0]["text"] == "Thank you!"
    with pytest.raises(ContactNotFound):
        read(county, contact, STRANGER)


def test_a_contact_that_is_logged_twice_with_one_key_is_one_contact(county):
    first = record(county, ANSWERED, resident=RESIDENT, idempotency_key="k-1")

    second = record(county, ANSWERED, resident=RESIDENT, idempotency_key="k-1")

    assert second == first
    assert len(county.said("contact_logged")) == 1
