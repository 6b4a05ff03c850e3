"""What is closed for long is forgotten by rule: counted first, portion by portion, never what is held or open."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.common.contract import load
from services.common.errors import InvalidInput
from services.intake import contract
from services.intake.contract.refusals import NoRetentionRules, RetentionRunning
from services.intake.models import Contact, Resident, ServiceRequest
from services.intake.privacy import retention, rules
from tests.intake.county import AGENT
from tests.intake.steps import hold, log_contact, withdraw

ROSA = {"name": "Rosa Delgado", "email": "rosa@mail.example", "phone": "240-555-0147"}
ANSWERED = {"outcome": "answered", "article": {"id": "trash", "version": 1}, "reason": "asked for Rosa"}
OLD = timedelta(days=400)


def rule(county, object, forget, days, service_code=None, daily=False):
    """An administrator sets a rule."""
    said = {"object": object, "forget": forget, "days": days, "service_code": service_code, "daily": daily}
    wish = load(contract.SET_RETENTION_RULE.request, said)
    with county.db.transaction() as session:
        rules.set_rule(session, wish, "administrator-1")


def age(county, *names, days=OLD):
    """Let requests and contacts be so old."""
    then = clock.now() - days
    with county.db.transaction() as session:
        session.execute(update(ServiceRequest).where(ServiceRequest.number.in_(names)).values(updated_at=then))
        session.execute(update(Contact).where(Contact.id.in_(names)).values(logged_at=then))


def closed(county, **said):
    """A request of Rosa's that was closed more than a year ago."""
    number = county.number(resident=ROSA, description="Rosa's hole", **said)
    withdraw(county, number)
    age(county, number)
    return number


def run(county, dry_run=False, pieces=20):
    """A run from its beginning to its end."""
    with county.db.transaction() as session:
        began = retention.start(session, dry_run, "administrator-1").id
    for _ in range(pieces):
        with county.db.transaction() as session:
            going = retention.under_way(session)
            if going is None or not retention.advance(session, going):
                break
    with county.db.reading() as session:
        return retention.view(retention.find(session, began))


def counts(shown):
    return [(one["due"], one["held"], one["done"]) for one in shown["rules"]]


def who(county, number):
    return county.read(number, pin=county.pin(number))["resident"]


def test_a_dry_run_counts_and_changes_nothing(county):
    number = closed(county)
    rule(county, "request", "contact_data", 365)

    shown = run(county, dry_run=True)

    assert (shown["state"], counts(shown)) == ("counted", [(1, 0, 0)])
    assert who(county, number)["name"] == "Rosa Delgado"


def test_who_asked_is_forgotten_and_what_was_said_stays(county):
    number = closed(county)
    rule(county, "request", "contact_data", 365)

    shown = run(county)

    assert (shown["state"], counts(shown)) == ("done", [(1, 0, 1)])
    assert {name: who(county, number)[name] for name in ROSA} == dict.fromkeys(ROSA)
    assert county.row(number).description == "Rosa's hole"


def test_everything_goes_here_and_is_said_to_all_others(county):
    number = closed(county)
    rule(county, "request", "everything", 365)

    run(county)

    row = county.row(number)
    assert (row.description, row.status, row.close_code, row.forgotten) == ("", "closed", "withdrawn", "everything")
    assert len(county.said("person_erased")) == 1


@pytest.mark.parametrize(
    ("days", "open", "found"),
    [
        pytest.param(399, False, 1, id="old enough"),
        pytest.param(401, False, 0, id="not old enough"),
        pytest.param(399, True, 0, id="somebody still works on it"),
    ],
)
def test_only_what_was_closed_for_so_long_is_found(county, days, open, found):
    number = county.number(resident=ROSA)
    if not open:
        withdraw(county, number)
    age(county, number)
    rule(county, "request", "everything", days)

    assert counts(run(county)) == [(found, 0, found)]


def test_what_a_court_may_want_stays_and_is_counted_apart(county):
    number = closed(county)
    hold(county, number)
    rule(county, "request", "everything", 365)

    shown = run(county)

    assert counts(shown) == [(0, 1, 0)]
    assert county.row(number).description == "Rosa's hole"


def test_a_rule_of_a_type_goes_before_the_one_of_all(county):
    pothole, pickup = closed(county), closed(county, service_code="bulk-pickup", answers={"what": "sofa"})
    rule(county, "request", "everything", 365)
    rule(county, "request", "everything", 3650, service_code="bulk-pickup")

    shown = run(county)

    assert counts(shown) == [(1, 0, 1), (0, 0, 0)]
    assert (county.row(pothole).description, county.row(pickup).description) == ("", "Rosa's hole")


def test_contact_data_goes_first_and_the_rest_years_later(county):
    number = closed(county)
    rule(county, "request", "contact_data", 365)
    run(county)
    rule(county, "request", "everything", 390)

    shown = run(county)

    assert counts(shown) == [(0, 0, 0), (1, 0, 1)]
    assert county.row(number).forgotten == "everything"


def test_a_contact_s_words_and_person_are_forgotten_and_its_outcome_stays(county):
    contact = log_contact(county, ANSWERED, caller=AGENT, resident=ROSA)["id"]
    age(county, contact)
    rule(county, "contact", "everything", 365)

    assert counts(run(county)) == [(1, 0, 1)]

    with county.db.reading() as session:
        kept = session.get_one(Contact, contact)
        person = session.get_one(Resident, kept.resident_id)
    assert (kept.type, kept.forgotten, person.name, person.phone) == ("general_information", "everything", None, None)


def test_a_run_goes_on_where_it_ended(county, monkeypatch):
    numbers = [closed(county) for _ in range(3)]
    monkeypatch.setattr(retention, "PORTION", 1)
    rule(county, "request", "everything", 365)
    shown = run(county, pieces=2)
    assert (shown["state"], counts(shown)) == ("running", [(3, 0, 1)])

    for _ in range(3):
        with county.db.transaction() as session:
            retention.advance(session, retention.under_way(session))

    assert {county.row(number).description for number in numbers} == {""}
    with county.db.reading() as session:
        assert counts(retention.view(retention.find(session, shown["id"]))) == [(3, 0, 3)]


def test_nothing_is_forgotten_twice(county):
    closed(county)
    rule(county, "request", "everything", 365)
    run(county)

    assert counts(run(county)) == [(0, 0, 0)]


def test_without_rules_there_is_no_run_and_never_two_at_once(county):
    with county.db.transaction() as session, pytest.raises(NoRetentionRules):
        retention.start(session, True, "administrator-1")
    rule(county, "request", "everything", 365)

    with county.db.transaction() as session:
        retention.start(session, True, "administrator-1")

    with county.db.transaction() as session, pytest.raises(RetentionRunning):
        retention.start(session, True, "administrator-1")


def test_a_rule_without_days_is_removed(county):
    rule(county, "request", "everything", 365)

    rule(county, "request", "everything", None)

    with county.db.transaction() as session:
        assert retention.rule_views(session) == {"items": []}


def test_the_run_of_the_day_begins_once_and_only_for_rules_that_say_so(county):
    rule(county, "request", "everything", 365)
    with county.db.transaction() as session:
        assert retention.start_daily(session) is None
    rule(county, "contact", "contact_data", 365, daily=True)

    with county.db.transaction() as session:
        begun = retention.start_daily(session)
        session.flush()
        begun.state = "done"
        again = retention.start_daily(session)

    assert ([one["object"] for one in begun.rules], again) == (["contact"], None)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"days": 29}, id="before anybody could ask again"),
        pytest.param({"object": "contact", "service_code": "pothole"}, id="a contact of one type"),
        pytest.param({"forget": "some"}, id="something else"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(said):
    wish = {"object": "request", "forget": "everything", "days": 365} | said

    with pytest.raises(InvalidInput):
        load(contract.SET_RETENTION_RULE.request, wish)
