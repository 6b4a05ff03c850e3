"""Offices of representatives: they follow what they sent, and know who asked as long as the resident agrees."""

import pytest

from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput, Unauthenticated
from services.intake import catalogue, contacts, contract, policy
from services.intake.contract.offices import NobodyNamed, NoConsent, OfficeReferralNotFound, OfficeUnknown
from services.intake.contract.refusals import WrongPin
from services.intake.offices import acting
from services.intake.privacy import erasures, persons
from tests.intake.county import AGENT, ANYBODY, EMPLOYEE, SUPERVISOR
from tests.intake.steps import assign, withdraw

OFFICE, OTHER = "council-4", "senate-19"
AIDE = Caller(kind="staff", subject="aide-4")
RIVAL = Caller(kind="staff", subject="aide-19")
SYSTEM = Caller(kind="system", subject="desk-4", department=OFFICE, scopes=("read",))
PERSON = {"contacts": [], "email": None, "phone": None}
NAMED = {"name": "Sample Resident", "phone": "240-555-0163", "email": "resident@ashmere.example"}


class AtWork:
    """Offices, residents and 311 on the tables of the test; what is read of persons is noted in a list."""

    def __init__(self, county):
        self.db, self.desk, self.reads = county.db, county, []

    def read_log(self, entry):
        self.reads.append((entry["call"], entry["actor"], entry["object"]))

    def send(self, caller=AGENT, **message):
        return acting.send(self, load(contract.RECORD_OFFICE_REFERRAL.request, message), caller)

    def agree(self, caller=AGENT, office=OFFICE, **message):
        return acting.agree(self, load(contract.GIVE_CONSENT.request, {"office": office} | message), caller)

    def take_back(self, caller=AGENT, office=OFFICE, **message):
        return acting.take_back(self, load(contract.WITHDRAW_CONSENT.request, {"office": office} | message), caller)

    def agreed(self, **message):
        return acting.list_agreed(self, load(contract.LIST_CONSENTS.request, message), AGENT)["items"]

    def followed(self, caller=AIDE, **message):
        return acting.follow(self, load(contract.LIST_OFFICE_REFERRALS.request, message), caller)["items"]

    def read(self, id, caller=AIDE):
        return acting.read(self, {"id": id}, caller)


@pytest.fixture
def offices(county):
    """Two offices, each with somebody who works there."""
    with county.db.transaction() as session:
        for code, who in ((OFFICE, AIDE), (OTHER, RIVAL)):
            entry = {"code": code, "name": {"en": code}, "represents": [{"layer": "council_district", "code": "4"}]}
            catalogue.write_entries(session, [{"kind": "department", "code": code, "version": 1, "entry": entry}])
            catalogue.write_members(session, [{"department": code, "subject": who.subject, "tier": "employee"}])
    return AtWork(county)


@pytest.fixture
def number(county):
    """A request of somebody with a name."""
    return county.number(resident=NAMED)


@pytest.fixture
def contact(county):
    """A contact of somebody with a name, without a request."""
    said = {"channel": "phone", "resident": NAMED, "items": [{"outcome": "referred", "to": "state-highways"}]}
    with county.db.transaction() as session:
        return contacts.record(session, load(contract.RECORD_CONTACT.request, said), policy.standing(session, AGENT))[
            "id"
        ]


def test_an_office_follows_the_status_of_what_it_sent_and_nobody_s_name(county, offices, number):
    offices.send(number=number, office=OFFICE)
    assign(county, number)

    [item] = offices.followed()

    assert (item["number"], item["status"], item["department"], item["consent"]) == (number, "assigned", "dot", "none")
    assert offices.read(item["id"])["resident"] is None
    assert offices.reads == []


def test_no_other_office_sees_it_in_its_list_or_by_its_id(offices, number):
    sent = offices.send(number=number, office=OFFICE)

    with pytest.raises(OfficeReferralNotFound):
        offices.read(sent["id"], RIVAL)

    assert offices.followed(RIVAL) == []


@pytest.mark.parametrize("caller", [AGENT, SUPERVISOR], ids=lambda caller: caller.roles[0])
def test_even_311_does_not_read_what_an_office_follows(offices, caller):
    with pytest.raises(Forbidden):
        offices.followed(caller)


def test_a_department_that_is_no_office_follows_nothing(offices, number):
    offices.send(number=number, office=OFFICE)

    assert offices.followed(EMPLOYEE) == []


def test_another_office_s_list_is_refused(offices):
    with pytest.raises(Forbidden):
        offices.followed(RIVAL, office=OFFICE)


def test_who_works_in_an_office_sends_for_it_and_for_no_other(offices, number):
    assert offices.send(AIDE, number=number)["office"] == OFFICE

    with pytest.raises(Forbidden):
        offices.send(AIDE, number=number, office=OTHER)


@pytest.mark.parametrize("code", ["dot", "council-99"])
def test_only_an_office_sends(offices, number, code):
    with pytest.raises(OfficeUnknown):
        offices.send(number=number, office=code)


def test_an_agent_has_to_say_which_office(offices, number):
    with pytest.raises(OfficeUnknown) as refusal:
        offices.send(number=number)

    assert refusal.value.errors[0]["pointer"] == "/office"


def test_what_is_sent_twice_is_one_referral(offices, number):
    first = offices.send(number=number, office=OFFICE)

    assert offices.send(AIDE, number=number) == first
    assert len(offices.followed()) == 1


@pytest.mark.parametrize("said", [{}, {"number": "482-913-0757", "contact": "c"}], ids=["neither", "both"])
def test_a_referral_names_a_request_or_a_contact(said):
    with pytest.raises(InvalidInput):
        load(contract.RECORD_OFFICE_REFERRAL.request, said)


def test_with_consent_the_office_reads_name_and_number_and_nothing_more(offices, number):
    offices.agree(number=number)
    [item] = offices.followed()

    shown = offices.read(item["id"])

    assert shown["resident"] == {"name": "Sample Resident", "phone": "240-555-0163"}
    assert (shown["consent"], shown["sent_at"]) == ("given", None)
    assert offices.reads == [("read_office_referral", "aide-4", number)]


def test_consent_holds_for_the_office_that_was_named_alone(offices, number):
    offices.send(number=number, office=OTHER)
    offices.agree(number=number)
    [item] = offices.followed(RIVAL)

    assert (item["consent"], offices.read(item["id"], RIVAL)["resident"]) == ("none", None)


def test_what_is_taken_back_is_shown_as_taken_back_and_gone(county, offices, number):
    offices.agree(number=number)
    offices.take_back(number=number)
    [item] = offices.followed(consent="withdrawn")

    shown = offices.read(item["id"])

    assert (shown["consent"], shown["resident"]) == ("withdrawn", None)
    assert [row.type for row in county.said() if row.type.startswith("consent")] == [
        "consent_given",
        "consent_withdrawn",
    ]


def test_consent_can_be_given_again(offices, number):
    offices.agree(number=number)
    offices.take_back(number=number)
    offices.agree(number=number, way="written")

    [given] = offices.agreed(number=number)

    assert (given["state"], given["way"], given["withdrawn_at"]) == ("given", "written", None)


def test_agreeing_twice_says_it_once(county, offices, number):
    offices.agree(number=number)
    offices.agree(number=number)

    assert len(county.said("consent_given")) == 1


def test_a_resident_agrees_and_takes_back_with_the_pin(county, offices, number):
    pin = county.pin(number)

    assert offices.agree(ANYBODY, number=number, pin=pin)["way"] == "online"
    assert offices.take_back(ANYBODY, number=number, pin=pin)["state"] == "withdrawn"


@pytest.mark.parametrize(("pin", "refusal"), [("000000", WrongPin), (None, Unauthenticated)], ids=["wrong", "none"])
def test_nobody_agrees_for_a_resident(county, offices, number, pin, refusal):
    wrong = pin and ("000001" if county.pin(number) == pin else pin)
    with pytest.raises(refusal):
        offices.agree(ANYBODY, number=number, pin=wrong)


def test_an_office_does_not_agree_for_a_resident(offices, number):
    with pytest.raises(Forbidden):
        offices.agree(AIDE, number=number)


def test_an_anonymous_request_names_nobody_to_an_office(county, offices):
    with pytest.raises(NobodyNamed):
        offices.agree(number=county.number(anonymous=True))


def test_what_was_never_agreed_to_cannot_be_taken_back(offices, number):
    offices.send(number=number, office=OFFICE)

    with pytest.raises(NoConsent):
        offices.take_back(number=number)


def test_consent_is_given_for_a_contact_too(offices, contact):
    offices.agree(contact=contact)
    [item] = offices.followed()

    shown = offices.read(item["id"])

    assert (shown["contact"], shown["status"], shown["service"]) == (contact, "closed", None)
    assert shown["resident"] == {"name": "Sample Resident", "phone": "240-555-0163"}


def test_a_system_of_the_office_follows_with_a_key_that_reads(offices, number):
    offices.send(number=number, office=OFFICE)

    assert len(offices.followed(SYSTEM)) == 1


def test_an_erasure_takes_consents_back(county, offices, number):
    offices.agree(number=number)
    withdraw(county, number)
    with county.db.transaction() as session:
        erasures.order(session, persons.find(session, PERSON | {"numbers": [number]}), "request", "admin-1")
    [item] = offices.followed()

    assert (item["consent"], offices.read(item["id"])["resident"]) == ("withdrawn", None)


def test_no_event_names_who_agreed(county, offices, number):
    offices.agree(number=number)

    [said] = county.said("consent_given")

    assert b"Sample" not in said.body
    assert b"0163" not in said.body
