"""Counts for dashboards: the numbers of days, as they are now, for those who may see them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from services.common import clock
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput, Unauthenticated
from services.intake import contract, policy
from services.intake.records import kinds, showing
from services.intake.records.counting import Counting
from tests.intake.county import AGENT, ANYBODY, EMPLOYEE
from tests.intake.steps import assign, log_contact

ZONE = ZoneInfo("America/New_York")


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Every change is settled as soon as it is committed, and a day is counted anew at once."""
    monkeypatch.setattr(kinds, "SETTLED", timedelta(0))
    monkeypatch.setattr("services.intake.records.counting.REST", 0.0)


@pytest.fixture
def counting(county):
    """What the timer runs."""
    return Counting(county.db, ZONE)


def shown(county, caller=AGENT, **wanted):
    """What is answered."""
    with county.db.reading() as session:
        return showing.show(session, load(contract.LIST_COUNTS.request, wanted), policy.standing(session, caller))


def counts(county, caller=AGENT, **wanted):
    """The numbers by value."""
    return {item["value"]: item["number"] for item in shown(county, caller, **wanted)["items"]}


def test_requests_are_counted_by_each_dimension(county, counting):
    number = county.number()
    county.number(service_code="bulk-pickup", answers={"what": "sofa"}, channel="phone", language="es")
    assign(county, number)

    counting.work()

    assert counts(county, by="type") == {"pothole": 1, "bulk-pickup": 1}
    assert counts(county, by="department") == {"": 1, "dot": 1}
    assert counts(county, by="area") == {"": 1, "Ashmere": 1}
    assert counts(county, by="channel") == {"web": 1, "phone": 1}
    assert counts(county, by="all") == {"": 2}
    assert counts(county, by="type", department="dot") == {"pothole": 1}
    assert sum(number for hour, number in counts(county, by="hour").items() if "00" <= hour <= "23") == 2


def test_a_day_is_counted_anew_when_something_of_it_has_changed_and_only_then(county, counting):
    number = county.number()
    assert counting.work() == 1
    assert counting.work() == 0

    assign(county, number)

    assert counting.work() == 1
    assert counts(county, by="department") == {"dot": 1}


def test_counting_is_finished_when_no_day_and_no_change_is_left(county, counting):
    county.number()

    assert list(counting.finish()) == [1]
    assert list(counting.finish()) == []


def test_drills_are_not_counted(county, counting):
    county.number(caller=AGENT, drill=True)

    counting.work()

    assert counts(county) == {}


def test_a_contact_about_two_departments_counts_once_for_all_and_once_for_each(county, counting):
    praise = {"outcome": "recorded", "kind": "praise", "about": "department", "text": "Well done"}
    log_contact(county, praise | {"department": "dot"}, praise | {"department": "dhs"}, praise | {"department": "dot"})

    counting.work()

    assert counts(county, kind="contacts", by="all") == {"": 1}
    assert counts(county, kind="contacts", by="department") == {"dhs": 1, "dot": 1}
    assert counts(county, kind="contacts", by="type", department="dot") == {"miscellaneous": 1}


def test_counts_of_each_day_name_the_day(county, counting):
    county.number()
    counting.work()
    today = clock.now().astimezone(ZONE).date()

    [item] = shown(county, each="day", since=str(today), until=str(today))["items"]

    assert (item["day"], item["value"], item["number"]) == (today, "pothole", 1)


def test_counts_say_until_when_changes_are_in_them(county, counting):
    assert shown(county)["counted_until"] is None
    row = county.row(county.number())

    counting.work()

    assert shown(county)["counted_until"] == clock.as_utc(row.updated_at)


def test_an_employee_sees_the_counts_of_the_own_department_alone(county, counting):
    assign(county, county.number())
    county.number()
    counting.work()

    assert counts(county, EMPLOYEE, by="all") == {"": 1}
    with pytest.raises(Forbidden):
        counts(county, EMPLOYEE, department="dhs")
    with pytest.raises(Unauthenticated):
        counts(county, ANYBODY)


@pytest.mark.parametrize(
    "wanted",
    [{"since": "2026-11-02", "until": "2026-11-01"}, {"since": "2026-01-01", "until": "2026-11-01", "each": "day"},
     {"since": "2001-01-01", "until": "2026-11-01"}],
    ids=["backwards", "each of too many days", "more than ten years"],
)  # fmt: skip
def test_days_are_refused_that_are(county, wanted):
    with pytest.raises(InvalidInput):
        counts(county, **wanted)
