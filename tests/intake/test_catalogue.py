"""The copy of routing's catalogue: the newest version stays, and every process notices it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.common.errors import Unavailable
from services.intake import catalogue, keys
from services.intake.catalogue import Catalogue
from services.intake.contract.refusals import ServiceTypeNotFound
from services.intake.models import CatalogueEntry
from tests.intake.county import EMPLOYEE, SERVICES, catalogue_events, heard

POTHOLE = SERVICES[0]


@pytest.fixture(autouse=True)
def always_looks(monkeypatch):
    """The copy in the process is looked at each time, not once a second."""
    monkeypatch.setattr(catalogue, "LOOK_SECONDS", 0)


def keep(store, name, version):
    """Hear a version of the pothole."""
    with store.transaction() as session:
        catalogue.keep_entries(session, catalogue_events([POTHOLE | {"name": {"en": name}}], version))


def test_the_newest_version_stays_whatever_comes_last(intake):
    copy = Catalogue(intake)

    for name, version in (("second", 2), ("third", 3), ("first", 1), ("third", 3)):
        keep(intake, name, version)

    assert copy.name_of("service_type", "pothole") == "third"


def test_a_process_notices_a_change_even_when_clocks_disagree(intake):
    copy = Catalogue(intake)
    keep(intake, "first", 1)
    assert copy.name_of("service_type", "pothole") == "first"

    keep(intake, "second", 2)
    with intake.transaction() as session:  # the process that heard it had a clock that was slow
        session.execute(update(CatalogueEntry).values(changed_at=clock.now() - timedelta(hours=1)))
    keep(intake, "third", 3)
    with intake.transaction() as session:
        session.execute(update(CatalogueEntry).values(changed_at=clock.now() - timedelta(hours=2)))

    assert copy.name_of("service_type", "pothole") == "third"


def test_a_change_at_the_very_same_instant_is_noticed(intake):
    copy, instant = Catalogue(intake), clock.now()
    for name, version in (("first", 1), ("second", 2)):
        keep(intake, name, version)
        with intake.transaction() as session:
            session.execute(update(CatalogueEntry).values(changed_at=instant))

        assert copy.name_of("service_type", "pothole") == name


def test_a_page_of_what_routing_lists_is_kept_as_if_it_had_been_heard(intake):
    member = {"department": "dot", "subject": EMPLOYEE.subject, "tier": "employee"}
    entry = {"kind": "service_type", "code": "pothole", "version": 1, "entry": POTHOLE}
    page = [{"event": "catalogue_changed", "data": entry}, {"event": "members_changed", "data": member}]

    with intake.transaction() as session:
        catalogue.keep(session, page)

        assert catalogue.tiers_of(session, EMPLOYEE.subject) == {"dot": "employee"}
    assert Catalogue(intake).name_of("service_type", "pothole") == "Pothole"


def test_nothing_is_refused_as_unknown_while_no_catalogue_has_arrived(intake):
    with pytest.raises(Unavailable):
        Catalogue(intake).service("pothole")


def test_a_name_is_given_in_the_language_or_in_english(county):
    assert county.catalogue.name_of("service_type", "pothole", "es") == "Bache"
    assert county.catalogue.name_of("service_type", "pothole", "am") == "Pothole"
    assert county.catalogue.name_of("service_type", "no-such-thing", "es") == "no-such-thing"


def test_a_member_who_is_removed_has_no_tier(county):
    removal = heard("members_changed", "dot", department="dot", subject=EMPLOYEE.subject, tier=None)

    with county.db.transaction() as session:
        catalogue.keep_members(session, [removal])
        tiers = catalogue.tiers_of(session, EMPLOYEE.subject)

    assert tiers == {}


def test_a_member_changes_tier(county):
    change = heard("members_changed", "dot", department="dot", subject=EMPLOYEE.subject, tier="manager")

    with county.db.transaction() as session:
        catalogue.keep_members(session, [change, change])
        tiers = catalogue.tiers_of(session, EMPLOYEE.subject)

    assert tiers == {"dot": "manager"}


def test_the_systems_of_a_department_that_is_out_of_use_end_and_no_others(intake):
    issued = {}
    with intake.transaction() as session:
        for code in ("libraries", "dot"):
            wish = {"client": None, "kind": "department", "name": f"system of {code}", "department": code}
            issued[code] = keys.issue(session, wish | {"scopes": None, "expires_at": None})
    said = {"kind": "department", "code": "libraries", "version": 9, "entry": {"code": "libraries", "active": False}}

    with intake.transaction() as session:
        catalogue.keep_entries(session, [heard("catalogue_changed", "libraries", **said)])

    with intake.reading() as session:
        assert keys.ended(session, [one["id"] for one in issued.values()]) == [issued["libraries"]["id"]]


def test_a_type_that_is_out_of_use_is_not_offered_but_keeps_its_name(intake):
    copy = Catalogue(intake)
    with intake.transaction() as session:
        catalogue.keep_entries(session, catalogue_events([POTHOLE | {"active": False}], 2))

    assert copy.name_of("service_type", "pothole") == "Pothole"
    with pytest.raises(ServiceTypeNotFound):
        copy.offered("pothole")
