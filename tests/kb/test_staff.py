"""The directory of staff: found by any words, told to callers as far as the unit allows, kept by its department."""

import pytest

from services.common.caller import ANONYMOUS, Caller
from services.common.contract import dump, load
from services.common.errors import Forbidden, Unauthenticated
from services.kb import contract, staff
from services.kb.contract.refusals import StaffNotFound
from services.kb.models import Member

MANAGER, EMPLOYEE = Caller("staff", "manager-hhs"), Caller("staff", "employee-hhs")
OTHER = Caller("staff", "manager-dot")
MAINTAINER = Caller("staff", "rm-1", ("relationship_manager",))
PERSON = {"id": "hhs-ortega", "department": "hhs", "unit": "housing-help", "name": "Lucía Ortega",
          "title": "Case manager", "programmes": ["emergency-rent"], "phone": "240-555-0133"}  # fmt: skip


@pytest.fixture
def directory(store):
    """A database that knows who manages what."""
    with store.transaction() as session:
        for subject, department, tier in (("manager-hhs", "hhs", "manager"), ("employee-hhs", "hhs", "employee"),
                                          ("manager-dot", "dot", "manager")):  # fmt: skip
            session.add(Member(department=department, subject=subject, tier=tier))
    return store


def keep(store, caller=MANAGER, **said):
    """Write somebody down."""
    with store.transaction() as session:
        return staff.keep(session, load(contract.SET_STAFF_MEMBER.request, PERSON | said), caller)


def keep_unit(store, caller=MANAGER, **said):
    """Say what callers may be told."""
    rule = {"department": "hhs", "unit": "housing-help", "name": "Housing help"}
    with store.transaction() as session:
        return staff.keep_unit(session, load(contract.SET_STAFF_UNIT.request, rule | said), caller)


def find(store, **wanted):
    """Who is found."""
    with store.reading() as session:
        page = staff.find(session, load(contract.FIND_STAFF.request, wanted))
    return dump(contract.FIND_STAFF.answer, page)["items"]


@pytest.mark.parametrize(
    "wanted",
    [{"q": "lucia"}, {"q": "ORTEGA lucía"}, {"q": "orte"}, {"q": "case manager"}, {"q": "rent"},
     {"programme": "emergency-rent"}, {"department": "hhs", "unit": "housing-help"}],
    ids=["without accents", "swapped", "begun", "by title", "by a word of a programme", "by programme", "by unit"],
)  # fmt: skip
def test_somebody_is_found(directory, wanted):
    keep(directory)
    keep(directory, id="hhs-abebe", name="Sara Abebe", unit="clinic", title="Nurse", programmes=["flu"])

    assert [row["id"] for row in find(directory, **wanted)] == ["hhs-ortega"]


@pytest.mark.parametrize("wanted", [{"q": "lucia abebe"}, {"department": "dot"}, {"q": "tega"}])
def test_somebody_else_is_not_found(directory, wanted):
    keep(directory)

    assert find(directory, **wanted) == []


def test_callers_are_told_nothing_until_the_unit_says_what(directory):
    keep(directory)

    [row] = find(directory, q="ortega")

    assert (row["phone"], row["tell"], row["instead"]) == ("240-555-0133", {}, None)


def test_callers_are_told_what_the_unit_allows_and_whom_to_call_instead(directory):
    keep(directory)
    keep_unit(directory, tell=["name", "title", "room"], instead="240-555-0100")

    [row] = find(directory, q="ortega")

    assert row["tell"] == {"name": "Lucía Ortega", "title": "Case manager"}
    assert (row["instead"], row["unit_name"]) == ("240-555-0100", "Housing help")


def test_who_is_written_down_anew_is_found_by_the_new_words_alone(directory):
    keep(directory)
    keep(directory, name="Lucía Marín")

    assert find(directory, q="ortega") == []
    assert len(find(directory, q="marin")) == 1


def test_who_has_left_is_not_found(directory):
    keep(directory)

    with directory.transaction() as session:
        staff.end(session, "hhs-ortega", MANAGER)

    assert find(directory) == []
    with directory.transaction() as session, pytest.raises(StaffNotFound):
        staff.end(session, "hhs-ortega", MANAGER)


@pytest.mark.parametrize("caller", [EMPLOYEE, OTHER, ANONYMOUS, Caller("staff", "a", ("agent",))])
def test_only_its_management_keeps_a_departments_part(directory, caller):
    with pytest.raises(Forbidden):
        keep(directory, caller)
    with pytest.raises(Forbidden):
        keep_unit(directory, caller)
    keep(directory, MAINTAINER)


def test_nobody_is_taken_from_another_department(directory):
    keep(directory)

    with pytest.raises(Forbidden):
        keep(directory, OTHER, department="dot")


@pytest.mark.parametrize(
    ("caller", "refusal"),
    [(ANONYMOUS, Unauthenticated), (Caller("resident", "r"), Forbidden), (Caller("staff", "x"), Forbidden)],
    ids=["anybody", "a resident", "staff of nothing"],
)
def test_the_directory_is_for_staff(directory, caller, refusal):
    with directory.reading() as session, pytest.raises(refusal):
        staff.require_staff(session, caller)


@pytest.mark.parametrize("caller", [EMPLOYEE, Caller("staff", "a", ("agent",))], ids=["an employee", "an agent"])
def test_staff_may_look(directory, caller):
    with directory.reading() as session:
        assert staff.require_staff(session, caller) is None


@pytest.mark.parametrize(
    ("name", "title"),
    [("—", ""), ("Anna " + "a" * 70, "a" * 80)],
    ids=["a name without letters", "long words that begin alike"],
)
def test_somebody_with_a_strange_name_is_found_by_unit(directory, name, title):
    keep(directory, name=name, title=title, programmes=[])

    assert [row["name"] for row in find(directory, unit="housing-help")] == [name]
