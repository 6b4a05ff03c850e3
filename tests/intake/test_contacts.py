"""Contacts: an outcome for each thing that was asked, and who may see them afterwards."""

import json

import pytest

from services.common.caller import Caller
from services.common.contract import dump, load
from services.common.errors import InvalidInput, KeyUsedOtherwise
from services.intake import contacts, contract, policy
from services.intake.contract.refusals import ContactNotFound
from tests.intake.county import AGENT, EMPLOYEE, MANAGER, STRANGER, SUPERVISOR

ANSWERED = {"outcome": "answered", "article": {"id": "library-card", "version": 3}}
REFERRED = {"outcome": "referred", "to": "state-highways", "number_given": "410-555-0100", "reason": "state road"}
PRAISE = {"outcome": "recorded", "kind": "praise", "about": "department", "department": "dot", "text": "Quick and kind"}
COMPLAINT = PRAISE | {"kind": "complaint", "about": "employee", "text": "The driver was rude"}
REQUEST = {"outcome": "request"}
AUDITOR = Caller(kind="staff", subject="auditor-1", roles=("auditor",))
RESIDENT = {"name": "Sample Resident", "phone": "240-555-0147"}


def record(county, *items, caller=AGENT, **message):
    """Record a contact; an item with outcome request gets the number of a real one."""
    said = [item | {"number": county.number()} if item == REQUEST else item for item in items]
    loaded = load(contract.RECORD_CONTACT.request, {"channel": "phone", "items": said} | message)
    with county.db.transaction() as session:
        return contacts.record(session, loaded, caller)


def read(county, contact, caller=AGENT):
    """Read a contact as the entrypoint does."""
    with county.db.reading() as session:
        return contacts.read(session, contact, policy.standing(session, caller))


def faults(county, *items, **message):
    """The pointers of what is wrong with a contact."""
    with pytest.raises(InvalidInput) as refused:
        record(county, *items, **message)
    return [fault["pointer"] for fault in refused.value.errors]


@pytest.mark.parametrize(
    ("items", "type"),
    [
        pytest.param([ANSWERED], "general_information", id="a question"),
        pytest.param([REFERRED], "referral", id="somebody else's matter"),
        pytest.param([REQUEST], "service_request", id="a request"),
        pytest.param([PRAISE], "miscellaneous", id="praise"),
        pytest.param([ANSWERED, PRAISE], "miscellaneous", id="a question and praise"),
        pytest.param([PRAISE, REFERRED], "referral", id="praise and somebody else's matter"),
        pytest.param([ANSWERED, REFERRED, PRAISE, REQUEST], "service_request", id="everything"),
    ],
)
def test_the_type_of_a_contact_follows_from_what_asks_most_of_the_county(county, items, type):
    assert record(county, *items)["type"] == type


def test_a_contact_is_read_as_it_was_recorded(county):
    recorded = record(county, ANSWERED, REFERRED, REQUEST, PRAISE, resident=RESIDENT, talk_seconds=95, dialled="311")

    shown = read(county, recorded["id"])

    resident = shown.pop("resident")
    assert dump(contract.READ_CONTACT.answer, shown) == dump(contract.RECORD_CONTACT.answer, recorded)
    assert (resident["name"], resident["phone"], resident["notify"]) == ("Sample Resident", "240-555-0147", "phone")
    assert [item["outcome"] for item in shown["items"]] == ["answered", "referred", "request", "recorded"]


def test_the_event_of_a_contact_names_outcomes_and_no_words(county):
    record(county, ANSWERED, REFERRED, COMPLAINT, resident=RESIDENT)

    [event] = county.said("contact_logged")
    data = json.loads(event.body)["data"]
    assert data["outcomes"] == ["answered", "referred", "recorded"]
    assert (data["articles"], data["referred_to"]) == ([{"id": "library-card", "version": 3}], ["state-highways"])
    assert not any(word in event.body.decode() for word in ("Sample", "0147", "rude", "dot", "410-555"))


INCOMPLETE = {
    "answered by nothing": ({"outcome": "answered"}, "/items/0/article"),
    "referred to nobody": ({"outcome": "referred"}, "/items/0/to"),
    "a request without number": ({"outcome": "request", "number": ""}, "/items/0/number"),
    "a recorded nothing": ({"outcome": "recorded", "kind": "praise"}, "/items/0/text"),
    "an outcome nobody knows": ({"outcome": "hung up"}, "/items/0/outcome"),
    "a number with a wrong digit": ({"outcome": "request", "number": "123-456-7890"}, "/items/0/number"),
    "an article without version": ({"outcome": "answered", "article": {"id": "a"}}, "/items/0/article/version"),
}


@pytest.mark.parametrize(("item", "pointer"), INCOMPLETE.values(), ids=INCOMPLETE)
def test_an_outcome_without_its_target_is_refused(county, item, pointer):
    assert faults(county, item) == [pointer]
    assert county.said("contact_logged") == []


def test_an_item_names_a_request_that_exists(county):
    unknown = county.numbers.take(1)[0]

    assert faults(county, ANSWERED, {"outcome": "request", "number": unknown}) == ["/items/1/number"]


def test_a_request_is_named_in_any_spacing(county):
    number = county.number()

    recorded = record(county, {"outcome": "request", "number": number.replace("-", " ")})

    assert recorded["items"] == [{"outcome": "request", "number": number}]


def test_a_contact_that_is_sent_again_is_answered_again_and_stored_once(county):
    first = record(county, PRAISE, idempotency_key="call-17", resident=RESIDENT)

    again = record(county, PRAISE, idempotency_key="call-17", resident=RESIDENT)

    assert dump(contract.RECORD_CONTACT.answer, again) == dump(contract.RECORD_CONTACT.answer, first)
    assert len(county.said("contact_logged")) == 1


def test_another_contact_with_the_same_key_is_refused(county):
    record(county, PRAISE, idempotency_key="call-17")

    with pytest.raises(KeyUsedOtherwise):
        record(county, ANSWERED, idempotency_key="call-17")


READERS = [AGENT, SUPERVISOR, AUDITOR, EMPLOYEE, MANAGER, STRANGER]


@pytest.mark.parametrize(
    ("item", "seen_by"),
    [
        pytest.param(PRAISE, [AGENT, SUPERVISOR, AUDITOR, EMPLOYEE, MANAGER], id="praise of a department"),
        pytest.param(COMPLAINT, [SUPERVISOR, MANAGER], id="complaint about an employee"),
        pytest.param(COMPLAINT | {"department": None}, [SUPERVISOR], id="complaint about an employee of nobody knows"),
        pytest.param(COMPLAINT | {"about": "department"}, [AGENT, SUPERVISOR, AUDITOR, EMPLOYEE, MANAGER],
                     id="complaint about a department"),
        pytest.param(ANSWERED, [AGENT, SUPERVISOR, AUDITOR], id="a question about no department"),
    ],
)  # fmt: skip
def test_a_contact_is_seen_by(county, item, seen_by):
    recorded = record(county, item)

    assert [reader for reader in READERS if sees(county, recorded["id"], reader)] == seen_by


def sees(county, contact, reader):
    """Whether somebody may read a contact."""
    try:
        return read(county, contact, reader)["id"] == contact
    except ContactNotFound:
        return False


def test_one_complaint_about_an_employee_hides_the_whole_contact(county):
    recorded = record(county, ANSWERED, PRAISE, COMPLAINT)

    with pytest.raises(ContactNotFound):
        read(county, recorded["id"], EMPLOYEE)


def test_a_contact_that_is_not_there_is_not_found(county):
    with pytest.raises(ContactNotFound):
        read(county, "01a20046-307c-7d83-a374-ed6d36ae7c6f")
