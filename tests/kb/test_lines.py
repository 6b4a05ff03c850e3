"""Telephone lines: a dialled number, old or new, tells an agent whose it is, what to ask and what may be given."""

import pytest

from services.common.caller import Caller
from services.common.contract import dump, load
from services.common.errors import Forbidden, InvalidInput
from services.kb import contract, lines
from services.kb.contract.lines import LineNotFound
from services.kb.models import CatalogueCopy, Member
from services.kb.search import Question
from tests.kb.sample import FRIDAY_NOON, a_search, an_agency

MANAGER = Caller("staff", "manager-dot")
OTHER = Caller("staff", "manager-hhs")
AGENT = Caller("staff", "agent-1", ("agent",))
MAINTAINER = Caller("staff", "rm-1", ("relationship_manager",))
HOLES = {
    "number": "240-555-0198",
    "department": "dot",
    "name": {"en": "Pothole hotline", "es": "Línea de baches"},
    "greeting": {"en": "311, the old pothole line.", "es": "311, la antigua línea de baches."},
    "publish": "never",
    "give": "311",
    "retired_on": "2026-06-30",
    "service_code": "pothole",
    "questions": [{"text": {"en": "Where is it?", "es": "¿Dónde está?"}, "service_code": "pothole"}],
}


@pytest.fixture
def county(store):
    """A database that knows two departments, their managers and a service type."""
    with store.transaction() as session:
        for code in ("dot", "hhs"):
            entry = {"name": {"en": f"Department {code}", "es": f"Departamento {code}"}}
            session.add(CatalogueCopy(kind="department", code=code, version=1, entry=entry))
            session.add(Member(department=code, subject=f"manager-{code}", tier="manager"))
        session.add(CatalogueCopy(kind="service_type", code="pothole", version=1, entry={}))
    return store


def keep(store, caller=MANAGER, **said):
    with store.transaction() as session:
        return lines.keep(session, load(contract.SET_LINE.request, HOLES | said), caller)


def read(store, number="240-555-0198", language="en"):
    with store.reading() as session:
        return dump(contract.READ_LINE.answer, lines.read(session, number, language))


def find(store, **wanted):
    with store.reading() as session:
        return lines.page(session, load(contract.LIST_LINES.request, wanted))


def test_an_old_number_tells_whose_it_was_how_to_greet_what_to_ask_and_what_to_give(county):
    keep(county)

    shown = read(county, language="es")

    assert (shown["department"], shown["department_name"]) == ("dot", "Departamento dot")
    assert (shown["name"], shown["greeting"]) == ("Línea de baches", "311, la antigua línea de baches.")
    assert [(one["text"], one["service_code"]) for one in shown["questions"]] == [("¿Dónde está?", "pothole")]
    assert (shown["tell"], shown["retired_on"], shown["service_code"]) == ("311", "2026-06-30", "pothole")


@pytest.mark.parametrize("dialled", ["2405550198", "+1 (240) 555-0198", "1-240-555-0198", "240.555.0198"])
def test_a_number_is_known_in_every_spelling(county, dialled):
    keep(county)

    assert read(county, dialled)["number"] == "240-555-0198"


def test_a_number_that_is_nobody_s_is_not_found(county):
    with pytest.raises(LineNotFound):
        read(county, "240-555-0000")


@pytest.mark.parametrize(
    ("said", "tell"),
    [
        pytest.param({"publish": "public", "give": None, "retired_on": None}, "240-555-0198", id="public"),
        pytest.param({"publish": "agents_only", "give": None, "retired_on": None}, "240-555-0198", id="by agents"),
        pytest.param({"publish": "never", "give": None, "retired_on": None}, None, id="never"),
        pytest.param({"publish": "public", "give": None}, None, id="an old number is told to nobody"),
        pytest.param({"publish": "never", "give": "311"}, "311", id="another number in its place"),
    ],
)
def test_a_caller_is_told_what_the_rule_allows(county, said, tell):
    keep(county, **said)

    assert read(county)["tell"] == tell


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        pytest.param({"department": "nowhere"}, "/department", id="a department that is not there"),
        pytest.param({"service_code": "nothing"}, "/service_code", id="a type that is not there"),
        pytest.param(
            {"questions": [{"text": {"en": "?"}, "service_code": "nothing"}]},
            "/questions/0/service_code",
            id="a question that leads nowhere",
        ),
        pytest.param({"department": None, "agency": "nobody"}, "/agency", id="an agency that is not there"),
    ],
)
def test_what_a_line_names_must_be_there(county, said, pointer):
    with pytest.raises(InvalidInput) as refusal:
        keep(county, MAINTAINER, **said)

    assert refusal.value.errors[0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("said", "member"),
    [
        pytest.param({"number": "call me"}, "number", id="words for a number"),
        pytest.param({"number": "555-0198"}, "number", id="half a number"),
        pytest.param({"department": None}, "department", id="nobody's line"),
        pytest.param({"agency": "state-highways"}, "department", id="of two"),
        pytest.param({"publish": "perhaps"}, "publish", id="an unknown rule"),
        pytest.param({"name": {}}, "name", id="no name"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(said, member):
    with pytest.raises(InvalidInput) as refusal:
        load(contract.SET_LINE.request, HOLES | said)

    assert refusal.value.errors[0]["pointer"].startswith(f"/{member}")


def test_a_department_s_management_keeps_its_lines_and_no_other_s(county):
    keep(county, MANAGER)

    for act in (lambda: keep(county, OTHER, department="hhs"), lambda: keep(county, AGENT)):
        with pytest.raises(Forbidden):
            act()


def test_a_line_that_nobody_dials_is_forgotten(county):
    keep(county)
    with county.transaction() as session:
        lines.end(session, "240-555-0198", MANAGER)

    with pytest.raises(LineNotFound):
        read(county)


def test_who_keeps_no_lines_does_not_hear_whether_there_is_one(county):
    with county.transaction() as session, pytest.raises(Forbidden):
        lines.end(session, "240-555-0198", AGENT)


def test_lines_are_listed_in_pages_old_ones_apart(county):
    keep(county)
    keep(county, number="240-555-0110", retired_on=None)

    first = find(county, limit=1)

    assert ([item["number"] for item in first["items"]], first["next"]) == (["240-555-0110"], "2405550110")
    assert [item["number"] for item in find(county, cursor=first["next"])["items"]] == ["240-555-0198"]
    assert [item["number"] for item in find(county, retired=True)["items"]] == ["240-555-0198"]


def test_a_file_s_lines_are_loaded_once(county):
    with county.transaction() as session:
        assert lines.store_line(session, HOLES)
        assert not lines.store_line(session, HOLES)

    assert read(county)["tell"] == "311"


def test_an_agency_is_found_by_its_old_number_which_is_told_to_nobody():
    search = a_search(agencies=[an_agency(old_numbers=["410-555-0177"])])

    [hit] = search.find(Question("410-555-0177", FRIDAY_NOON)).hits

    assert (hit.entry.id, hit.entry.phone_for(("public",))) == ("state-highways", "410-555-0100")
