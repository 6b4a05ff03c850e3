"""Lists of requests for staff: pages without doubles or holes, filters, and only what may be seen."""

import base64

import pytest

from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput, Unauthenticated
from services.intake import contract, finding, policy
from services.intake.search.words import Words
from tests.intake.county import AGENT, ANYBODY, EMPLOYEE, STRANGER
from tests.intake.steps import assign, withdraw


def find(county, caller=AGENT, **search):
    """One page."""
    said = load(contract.FIND_REQUESTS.request, search)
    if finding.is_of_words(said):
        Words(county.db).catch_up()
    with county.db.reading() as session:
        return finding.find(session, said, policy.standing(session, caller), county.catalogue)


def numbers(county, **search):
    """The numbers of the first page."""
    return [item["number"] for item in find(county, **search)["items"]]


def test_pages_hold_every_request_once_while_new_ones_come(county):
    opened = [county.number() for _ in range(25)]
    seen, cursor = [], None

    while True:
        page = find(county, limit=4, cursor=cursor)
        seen += [item["number"] for item in page["items"]]
        county.number()
        if (cursor := page["next"]) is None:
            break

    assert seen == opened[::-1]


def test_the_last_page_that_is_full_has_no_next(county):
    for _ in range(4):
        county.number()

    assert find(county, limit=4)["next"] is None


def test_a_list_shows_no_resident(county):
    county.open(resident={"name": "Sample Resident", "email": "resident@ashmere.example"})

    [item] = find(county)["items"]

    assert "resident" not in item
    assert "resident@" not in str(item)


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "====", base64.urlsafe_b64encode(b"seven").decode(), base64.urlsafe_b64encode(b"9" * 30).decode(),
     base64.urlsafe_b64encode(b"-1").decode()],
    ids=["a letter", "not ASCII", "padding", "a word", "a number that no database counts", "a negative number"],
)  # fmt: skip
def test_a_cursor_is_refused_that_is(county, cursor):
    with pytest.raises(InvalidInput) as refused:
        find(county, cursor=cursor)

    assert [e["pointer"] for e in refused.value.errors] == ["/cursor"]


def test_filters_find_what_they_name(county):
    pothole, pickup, closed = (
        county.number(),
        county.number(service_code="bulk-pickup", answers={"what": "sofa"}),
        county.number(),
    )
    assign(county, pothole, council_district="3")
    withdraw(county, closed)

    assert numbers(county, status=["assigned"]) == [pothole]
    assert numbers(county, status=["open", "closed"]) == [closed, pickup]
    assert numbers(county, service=["bulk-pickup"]) == [pickup]
    assert numbers(county, department="dot") == [pothole]
    assert numbers(county, zip="20999") == [pothole]
    assert numbers(county, district="3") == [pothole]


def test_a_time_filter_takes_its_start_and_leaves_its_end_out(county):
    number = county.number()
    moment = county.row(number).requested_at.isoformat()
    moment = moment if moment.endswith("+00:00") else f"{moment}+00:00"

    assert numbers(county, since=moment) == [number]
    assert numbers(county, until=moment) == []


def test_a_search_by_number_finds_the_one_in_any_spacing(county):
    number = county.number()
    county.number()

    assert numbers(county, q=number.replace("-", " ")) == [number]


@pytest.mark.parametrize(
    "words",
    ["RIGHT lane", "lane right", "carroll", "carr", "señor", "Senor", "bus-stop", "o'hara", "story one"],
    ids=["capitals", "another order", "its address", "a word half typed", "an accent", "no accent", "a hyphen",
         "an apostrophe", "an answer"],
)  # fmt: skip
def test_a_search_by_words_finds(county, words):
    said = "Deep hole in the right lane at the bus stop of Señor O'Hara"
    number = county.number(description=said, answers={"where": "story one"})
    county.number(location={"text": "elsewhere"})

    assert numbers(county, q=words) == [number]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'"], ids=str)
def test_a_search_takes_signs_of_the_database_as_they_are(county, words):
    county.number(description="Deep hole")

    assert numbers(county, q=words) == []


def test_an_employee_lists_the_own_department_alone(county):
    ours, theirs = county.number(), county.number()
    assign(county, ours)
    assign(county, theirs, department="dhs")

    assert numbers(county, caller=EMPLOYEE) == [ours]
    assert numbers(county, caller=STRANGER) == [theirs]


def test_an_employee_may_not_list_another_department(county):
    with pytest.raises(Forbidden):
        find(county, EMPLOYEE, department="dhs")


def test_anybody_may_list_nothing(county):
    with pytest.raises(Unauthenticated):
        find(county, ANYBODY)
