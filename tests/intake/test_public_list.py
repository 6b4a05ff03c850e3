"""What everybody may read: pages by time, filters, no private type, no drill, nobody's name."""

from datetime import timedelta

import pytest

from services.common import clock
from services.common.contract import dump, load
from services.common.errors import InvalidInput
from services.intake import catalogue, contract, public_list, public_view
from services.intake.models import ServiceRequest
from tests.intake.county import RESIDENT, catalogue_events
from tests.intake.steps import assign, follow, withdraw

PRIVATE = {"code": "animal-bite", "name": {"en": "Animal bite"}, "level": 3, "private": True}
LIBRARY = {"lat": 39.0836, "long": -77.1478}
MILL = {"lat": 39.1000, "long": -77.2000}


def page(county, **search):
    """One page as its caller gets it."""
    said = load(contract.LIST_PUBLIC_REQUESTS.request, search)
    with county.db.reading() as session:
        rows, following = public_list.find(session, county.catalogue, said)
        items = public_view.describe_all(session, rows, county.catalogue, said["details"])
    return dump(contract.LIST_PUBLIC_REQUESTS.answer, {"items": items, "next": following})


def numbers(county, **search):
    """The numbers of one page."""
    return [item["number"] for item in page(county, **search)["items"]]


def age(county, number, **by):
    """Make a request older."""
    with county.db.transaction() as session:
        row = session.query(ServiceRequest).filter_by(number=number).one()
        row.requested_at -= timedelta(**by)
        row.updated_at -= timedelta(**by)


def test_pages_by_cursor_hold_every_request_once_newest_first(county):
    opened = [county.number() for _ in range(7)]
    seen, cursor = [], None

    while True:
        found = page(county, limit=3, **({"cursor": cursor} if cursor else {}))
        seen += [item["number"] for item in found["items"]]
        if (cursor := found["next"]) is None:
            break

    assert seen == opened[::-1]


def test_what_is_skipped_is_left_out_and_behind_the_end_there_is_nothing(county):
    opened = [county.number() for _ in range(4)]

    assert numbers(county, skip=2) == opened[1::-1]
    assert page(county, skip=4) == {"items": [], "next": None}


def test_requests_of_private_types_and_of_types_that_end_with_an_answer_do_not_appear(county):
    with county.db.transaction() as session:
        catalogue.keep_entries(session, catalogue_events([PRIVATE]))
    county.catalogue._looked = float("-inf")
    hidden = [county.number(service_code=code, location=None) for code in ("animal-bite", "flu-shot")]

    assert numbers(county) == []
    assert numbers(county, numbers=hidden) == []


def test_a_drill_and_a_real_request_are_never_in_one_list(county):
    real, drill = county.number(), county.number(drill=True)

    assert numbers(county) == [real]
    assert numbers(county, drill=True) == [drill]
    assert numbers(county, numbers=[drill]) == []


def test_nothing_of_the_resident_comes_back(county):
    words = "Call me at 301-555-0143 or (301) 555 0144, ana@example.org, about bus 14 on 12-10-2026"
    county.number(resident=RESIDENT, description=words)

    [item] = page(county, details=True)["items"]

    assert "Sample Resident" not in str(item)
    assert "resident@" not in str(item)
    assert item["description"] == (
        "Call me at [number removed] or [number removed], [e-mail removed], about bus 14 on 12-10-2026"
    )


def test_filters_find_what_they_name(county):
    pothole = county.number(location=LIBRARY, description="Deep hole in the right lane")
    pickup = county.number(service_code="bulk-pickup", answers={"what": "sofa"}, location=MILL)
    closed, referred = county.number(location=MILL), county.number(location=MILL)
    withdraw(county, closed)
    follow(county, "request_referred", referred)

    assert numbers(county, services=["bulk-pickup", "no-such"]) == [pickup]
    assert numbers(county, services=["no-such"]) == []
    assert numbers(county, status=["open"]) == [pickup, pothole]
    assert numbers(county, status=["closed"]) == [referred, closed]
    assert numbers(county, status=["open", "closed"]) == [referred, closed, pickup, pothole]
    assert numbers(county, status=["lost"]) == []
    assert numbers(county, q="RIGHT lane") == [pothole]
    assert numbers(county, near=LIBRARY | {"metres": 500}) == [pothole]
    assert numbers(county, near=LIBRARY | {"metres": 20_000}) == [referred, closed, pickup, pothole]
    assert numbers(county, box={"west": -77.15, "south": 39.08, "east": -77.14, "north": 39.09}) == [pothole]


def test_a_circle_is_round(county):
    """A place in the corner of the square around the circle is outside of it."""
    corner = county.number(location={"lat": LIBRARY["lat"] + 0.0080, "long": LIBRARY["long"] + 0.0103})

    assert numbers(county, near=LIBRARY | {"metres": 1000}) == []
    assert numbers(county, near=LIBRARY | {"metres": 1300}) == [corner]


def test_times_of_requests_and_of_changes_are_apart(county):
    old, new = county.number(), county.number()
    age(county, old, days=10)
    week_ago = clock.instant_text(clock.now() - timedelta(days=7))
    soon = clock.instant_text(clock.now() + timedelta(minutes=1))

    assert numbers(county, since=week_ago) == [new]
    assert numbers(county, until=week_ago) == [old]
    assert numbers(county, updated_until=week_ago) == [old]
    assign(county, old)
    assert numbers(county, updated_since=week_ago, updated_until=soon) == [old, new]
    assert numbers(county, since=week_ago, updated_since=week_ago) == [new]


def test_numbers_stand_for_all_other_filters(county):
    one, other = county.number(), county.number()
    age(county, one, days=400)

    found = numbers(county, numbers=[one.replace("-", ""), "no number", "482-913-0758"], status=["closed"])

    assert found == [one]
    assert other not in found


def test_requests_of_another_jurisdiction_do_not_appear(county):
    county.number()

    assert numbers(county, jurisdiction_id="elsewhere") == []


def test_details_show_answers_by_name_and_what_the_county_wrote(county):
    number = county.number(answers={"lane": "left", "dangers": ["left", "right"], "depth": 4})
    assign(county, number)
    follow(county, "assignment_completed", number)

    [item] = page(county, details=True)["items"]

    assert (item["status"], item["status_notes"]) == ("closed", "The hole is filled.")
    assert [(step["state"], step["text"]) for step in item["details"]["steps"]] == [
        ("open", None),
        ("scheduled", None),
        ("fixed", "The hole is filled."),
    ]
    assert {a["code"]: [v["name"] for v in a["values"]] for a in item["details"]["answers"]} == {
        "lane": ["Left"],
        "dangers": ["Left", "Right"],
        "depth": ["4"],
    }


def test_what_a_resident_wrote_when_withdrawing_is_not_shown(county):
    number = county.number()
    withdraw(county, number)

    [item] = page(county, details=True)["items"]

    assert item["status"] == "closed"
    assert "no longer needed" not in str(item)


def test_a_referral_says_to_whom(county):
    number = county.number()
    follow(county, "request_referred", number)

    [item] = page(county, numbers=[number])["items"]

    assert item["status_notes"] == "Referred to state-highways, 410-555-0100"


@pytest.mark.parametrize("cursor", ["x", "MjAyNnw3", "MjAyNi0xMS0yMFQxNTowMDowMHw3"], ids=["letter", "year", "no zone"])
def test_a_cursor_of_another_list_is_refused(county, cursor):
    with pytest.raises(InvalidInput):
        page(county, cursor=cursor)
