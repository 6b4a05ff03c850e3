"""Contact data is masked for staff until they say why they need it; masks that come back change nothing."""

import pytest

from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput
from services.intake import contacts, contract, policy
from services.intake.contract.refusals import ContactNotFound, RequestNotFound
from services.intake.people import masking, unmasking
from tests.intake.county import AGENT, EMPLOYEE, STRANGER
from tests.intake.steps import assign, log_contact

ROSA = {"name": "Rosa Delgado", "email": "rosa@mail.example", "phone": "(240) 555-0147", "language": "es",
        "address": {"lines": ["Rosa Delgado", "7302 Carroll Ave"], "zip": "21301"}, "notify": "email"}  # fmt: skip
SYSTEM = Caller(kind="system", subject="dot-crm", department="dot", scopes=("read",))
AUDITOR = Caller(kind="staff", subject="auditor-1", roles=("auditor",))
ANSWERED = {"outcome": "answered", "article": {"id": "trash", "version": 1}}


@pytest.fixture
def number(county):
    """A request of somebody who left every way to be reached."""
    found = county.number(resident=ROSA)
    assign(county, found)
    return found


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        pytest.param({"email": "rosa@mail.example"}, {"email": "r***@mail.example"}, id="an address by its provider"),
        pytest.param({"phone": "+1 240 555 0147"}, {"phone": "***0147"}, id="a number by its last digits"),
        pytest.param({"phone": "911"}, {"phone": "***"}, id="a short number not at all"),
        pytest.param({"address": {"lines": ["7302 Carroll Ave"], "zip": "21301"}},
                     {"address": {"lines": ["***"], "zip": "21301"}}, id="a home by its ZIP code"),
        pytest.param({"email": None, "phone": ""}, {"email": None, "phone": ""}, id="nothing stays nothing"),
    ],
)  # fmt: skip
def test_a_mask_tells_enough_to_recognise_and_too_little_to_use(person, shown):
    assert masking.mask(person) == shown


@pytest.mark.parametrize("caller", [AGENT, EMPLOYEE, AUDITOR], ids=lambda caller: caller.subject)
def test_staff_see_contact_data_masked(county, number, caller):
    shown = county.read(number, caller)

    assert shown["masked"] == ["email", "phone", "address"]
    assert (shown["resident"]["email"], shown["resident"]["phone"]) == ("r***@mail.example", "***0147")
    assert "7302" not in str(shown["resident"])


def test_the_resident_and_the_department_s_system_see_it_plainly(county, number):
    for shown in (county.read(number, pin=county.pin(number)), county.read(number, SYSTEM)):
        assert (shown["resident"]["email"], shown["masked"]) == ("rosa@mail.example", [])


def test_a_contact_is_masked_too(county):
    contact = log_contact(county, ANSWERED, resident=ROSA)

    with county.db.reading() as session:
        shown = contacts.read(session, contact["id"], policy.standing(session, AGENT))

    assert (shown["resident"]["phone"], shown["masked"]) == ("***0147", ["email", "phone", "address"])


def unmask(county, number, caller):
    message = load(contract.UNMASK_REQUEST.request, {"number": number, "reason": "call_back"})
    return unmasking.of_request(county, message, caller)


def test_who_says_why_sees_it_and_the_reason_is_noted(county, number):
    shown, entry = unmask(county, number, AGENT)

    assert shown["resident"]["phone"] == "(240) 555-0147"
    assert (entry["call"], entry["actor"], entry["object"], entry["reason"]) == (
        "unmask_request", "agent-1", number, "call_back",
    )  # fmt: skip


def test_a_department_s_people_unmask_its_own(county, number):
    shown, _ = unmask(county, number, EMPLOYEE)

    assert shown["resident"]["email"] == "rosa@mail.example"


def test_a_contact_is_unmasked_for_who_may_read_it(county):
    contact = log_contact(county, ANSWERED, resident=ROSA)
    wish = {"id": contact["id"], "reason": "call_back"}

    with county.db.reading() as session:
        shown, entry = unmasking.of_contact(session, wish, AGENT)
        with pytest.raises(ContactNotFound):
            unmasking.of_contact(session, wish, STRANGER)

    assert (shown["resident"]["email"], entry["object"]) == ("rosa@mail.example", contact["id"])


def test_another_department_s_resident_is_nobody_and_an_auditor_unmasks_nobody(county, number):
    with pytest.raises(RequestNotFound):
        unmask(county, number, STRANGER)
    with pytest.raises(Forbidden):
        unmask(county, number, AUDITOR)


def test_a_reason_is_one_of_a_few(county):
    with pytest.raises(InvalidInput):
        load(contract.UNMASK_REQUEST.request, {"number": "482-913-0757", "reason": "I know her"})


def test_a_mask_that_comes_back_leaves_what_stands_behind_it(county, number):
    shown = county.read(number, AGENT)["resident"]

    county.amend(number, resident=shown | {"name": "Rosa M. Delgado"})

    kept = county.read(number, pin=county.pin(number))["resident"]
    assert kept == ROSA | {"name": "Rosa M. Delgado"}


def test_a_mask_of_somebody_else_is_refused_and_named(county, number):
    with pytest.raises(InvalidInput) as refused:
        county.amend(number, resident={"name": "Rosa", "email": "x***@mail.example"})

    assert [error["pointer"] for error in refused.value.errors] == ["/resident/email"]
