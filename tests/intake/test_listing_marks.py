"""What a listing is recognised by: it changes with every change in it, and with nothing else."""

import pytest

from services.common.contract import load
from services.intake import catalogue, contract, listing_marks
from tests.intake.county import RESIDENT, SERVICES, catalogue_events
from tests.intake.steps import assign, withdraw


def mark(county, **search):
    said = load(contract.MARK_LISTING.request, search)
    with county.db.reading() as session:
        return listing_marks.mark(session, county.catalogue, said)["mark"]


@pytest.fixture
def number(county):
    """The older one of two requests."""
    number = county.number(resident=RESIDENT)
    county.number()
    return number


def test_a_listing_in_which_nothing_changes_keeps_its_mark(county, number):
    assert mark(county) == mark(county)


@pytest.mark.parametrize(
    "change",
    [
        lambda county, number: county.number(),
        lambda county, number: assign(county, number),
        lambda county, number: withdraw(county, number),
        lambda county, number: county.amend(number, description="Deeper than I thought"),
    ],
    ids=["one more", "assigned", "withdrawn", "amended"],
)
def test_every_change_of_a_request_in_it_changes_the_mark(county, number, change):
    before = mark(county)

    change(county, number)

    assert mark(county) != before


def test_a_change_of_a_request_that_is_not_in_it_does_not(county, number):
    before = mark(county, limit=1)

    assign(county, number)

    assert mark(county, limit=1) == before


def test_another_name_of_a_service_type_changes_the_mark(county, number):
    before = mark(county)

    with county.db.transaction() as session:
        catalogue.keep_entries(session, catalogue_events([SERVICES[0] | {"name": {"en": "Hole"}}], version=2))

    assert mark(county) != before


def test_an_empty_listing_has_a_mark_and_no_time(county):
    with county.db.reading() as session:
        said = listing_marks.mark(session, county.catalogue, load(contract.MARK_LISTING.request, {}))

    assert (len(said["mark"]), said["updated_at"]) == (24, None)
