"""Looking somebody up who lost the number: what opens it, what stays masked, what is written down, who is noticed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from services.common import clock
from services.common.contract import dump, load
from services.common.errors import InvalidInput
from services.common.ids import uuid7
from services.intake import contract
from services.intake.models import Lookup, LookupAlarm, Resident, ServiceRequest
from services.intake.people import lookup_log, lookups, names
from tests.intake.county import AGENT

SECRET = bytes(range(32))
MARIA = {
    "name": "María Elena Sample", "phone": "(240) 555-0143", "email": "Maria@example.org",
    "address": {"lines": ["7300 Carroll Ave"], "zip": "20912"},
}  # fmt: skip
PHONE = {"phone": "240-555-0143"}
LIMITS = lookup_log.Limits(30, 300)


def look_up(county, name="Maria Sample", by=AGENT.subject, **factor):
    """What the caller gets, and the log as the entrypoint writes it."""
    said = load(contract.LOOK_UP_RESIDENT.request, {"name": name, "factor": factor or PHONE, "reason": "lost number"})
    with county.db.transaction() as session:
        found = lookups.find(session, said)
        lookup = lookup_log.log(session, lookup_log.query_of(SECRET, said, by), found)
    answer = {"id": lookup, "items": lookups.show(found, county.catalogue), "more": found.more}
    return dump(contract.LOOK_UP_RESIDENT.answer, answer)


def hits(county, name="Maria Sample", **factor):
    """What is shown of each hit: the number, or None where it is masked."""
    return [item["number"] for item in look_up(county, name, **factor)["items"]]


def rules(county, by=AGENT.subject):
    with county.db.transaction() as session:
        made = lookup_log.of_last_hour(session, by)
        return lookup_log.raise_alarms(session, by, lookup_log.rules_broken(made), len(made))


@pytest.mark.parametrize(
    "factor",
    [PHONE, {"phone": "555-0143"}, {"email": "MARIA@example.org"}, {"zip": "20912", "house_number": "7300"},
     {"date": date.today().isoformat()}],
    ids=["telephone", "telephone without area code", "e-mail", "address", "about the date"],
)  # fmt: skip
def test_a_name_and_a_factor_open_the_request(county, factor):
    number = county.number(resident=MARIA)

    assert hits(county, **factor) == [number]


@pytest.mark.parametrize(
    "factor",
    [{"phone": "240-555-0144"}, {"phone": "0143"}, {"phone": "x"}, {"email": "mario@example.org"},
     {"zip": "20912", "house_number": "7301"}, {"zip": "20913", "house_number": "7300"},
     {"date": (date.today() - timedelta(days=9)).isoformat()}],
    ids=["another telephone", "its end alone", "no digits", "another e-mail", "the neighbour's house",
         "the next ZIP code", "nine days off"],
)  # fmt: skip
def test_a_factor_that_does_not_fit_leaves_it_masked(county, factor):
    county.number(resident=MARIA)

    [item] = look_up(county, **factor)["items"]

    assert not item["matched"]
    assert item["name"] == "M. E. S."
    hidden = {n: item[n] for n in ("number", "status", "department", "area", "requested_at")}
    assert set(hidden.values()) == {None}
    assert item["on_record"] == ["phone", "email", "address", "date"]
    assert "0143" not in str(item)


@pytest.mark.parametrize("name", ["Sample", "Jose Perez", "Elena", "M S"])
def test_a_factor_without_the_right_name_opens_nothing_but_with_one_whole_part(county, name):
    number = county.number(resident=MARIA)

    assert hits(county, name) == ([number] if name in ("Sample", "Elena") else [])


def test_a_part_of_a_name_alone_lists_nobody(county):
    county.number(resident=MARIA)

    assert hits(county, "Sample", phone="301-555-0100") == []


def test_a_date_opens_nothing_where_two_bear_the_name(county):
    county.number(resident=MARIA)
    county.number(resident=MARIA | {"phone": "301-555-0100"})

    assert hits(county, date=date.today().isoformat()) == [None, None]


def test_who_shares_two_given_names_with_many_is_found_by_the_family(county):
    number = county.number(resident=MARIA | {"name": "María José Sample"})
    with county.db.transaction() as session:
        session.add_all(namesake(f"Maria Jose {chr(97 + n // 26)}{chr(97 + n % 26)}tal") for n in range(400))

    assert hits(county, "Maria José Sample", phone="555-0143") == [number]


def namesake(name):
    """Somebody's row of whose request nothing is known."""
    name_key, name_key2 = names.stored_keys(name)
    return Resident(id=uuid7(), name=name, name_key=name_key, name_key2=name_key2, notify="none", language="en")


def test_who_shares_a_telephone_is_not_opened_by_it(county):
    county.number(resident={"name": "Omar Example", "phone": MARIA["phone"]})
    hers = county.number(resident=MARIA)

    assert hits(county) == [hers]


def test_of_a_private_type_not_even_the_type_is_shown_while_masked(county):
    county.number(resident=MARIA, service_code="flu-shot", location=None)

    [item] = look_up(county, phone="301-555-0100")["items"]

    assert item["service"] is None


def test_anonymous_ones_drills_and_erased_persons_are_never_found(county):
    county.number(anonymous=True, description="Maria Sample, 240-555-0143")
    county.number(resident=MARIA, drill=True)
    erased = county.number(resident=MARIA)
    with county.db.transaction() as session:
        gone = {"name": None, "phone": None, "email": None, "address": None}
        session.execute(update(Resident).where(Resident.number == erased).values(gone))

    assert hits(county) == []
    assert hits(county, date=date.today().isoformat()) == []


def test_who_is_named_later_is_found_and_who_was_named_before_is_not(county):
    number = county.number(resident=MARIA)

    county.amend(number, resident={"name": "Omar Example", "phone": "301-555-0100"})

    assert hits(county) == []
    assert hits(county, "Omar Example", phone="301-555-0100") == [number]


def test_a_common_name_shows_twenty_and_says_that_there_are_more(county):
    for _ in range(23):
        county.number(resident=MARIA)

    found = look_up(county, phone="301-555-0100")

    assert (len(found["items"]), found["more"]) == (20, True)


@pytest.mark.parametrize(
    "factor",
    [{}, {"zip": "20912"}, {"house_number": "7300"}, PHONE | {"email": "maria@example.org"}, {"date": "yesterday"}],
    ids=["no factor", "a ZIP code alone", "a house number alone", "two factors", "no date"],
)
def test_a_look_up_is_refused_with(factor):
    with pytest.raises(InvalidInput) as refused:
        load(contract.LOOK_UP_RESIDENT.request, {"name": "Maria Sample", "factor": factor, "reason": "lost number"})

    assert all(error["pointer"].startswith("/factor") for error in refused.value.errors)


def test_the_log_says_who_why_and_what_was_opened_and_nothing_of_the_person(county):
    number = county.number(resident=MARIA)
    first, second = look_up(county, "Maria Sample"), look_up(county, "sample, MARIA", email="maria@example.org")

    with county.db.reading() as session:
        newest, oldest = lookup_log.page(session, Lookup, {"by": None, "cursor": None, "limit": 50})["items"]

    assert [oldest["id"], newest["id"]] == [first["id"], second["id"]]
    assert (oldest["by"], oldest["reason"], oldest["factor"], oldest["opened"]) == (
        "agent-1", "lost number", "phone", [number],
    )  # fmt: skip
    assert oldest["name_hash"] == newest["name_hash"]
    assert not any(word in str(oldest).lower() for word in ("maria", "sample", "0143"))


@pytest.mark.parametrize(
    ("tries", "rule"),
    [
        ([(f"Maria Exampl{chr(97 + n)}", PHONE) for n in range(6)], "many_names"),
        ([("Maria Sample", {"phone": f"240-555-010{n}"}) for n in range(6)], "many_factors"),
        ([(f"Ann Exampl{chr(97 + n)}", {"phone": f"240-555-01{n:02}"}) for n in range(11)], "nothing_found"),
    ],
    ids=["many names tried on one telephone", "many telephones tried on one name", "many people, nobody found"],
)
def test_guessing_raises_one_alarm_an_hour(county, tries, rule):
    for name, factor in tries[:-1]:
        look_up(county, name, **factor)
    assert rules(county) == []

    look_up(county, tries[-1][0], **tries[-1][1])

    assert rules(county) == [rule]
    assert rules(county) == []
    with county.db.reading() as session:
        [alarm] = lookup_log.page(session, LookupAlarm, {"by": "agent-1", "cursor": None, "limit": 50})["items"]
    assert (alarm["rule"], alarm["lookups"]) == (rule, len(tries))


def test_callers_who_are_found_raise_no_alarm(county):
    for n in range(12):
        resident = {"name": f"Ann Exampl{chr(97 + n)}", "phone": f"240-555-01{n:02}"}
        county.number(resident=resident)
        look_up(county, **resident)

    assert rules(county) == []


def test_so_many_a_minute_or_an_hour_are_too_many_and_of_others_they_do_not_count(county):
    for _ in range(3):
        look_up(county)
    look_up(county, by="agent-2")

    with county.db.transaction() as session:
        of_one = lookup_log.of_last_hour(session, "agent-1")
        session.execute(update(Lookup).values(at=clock.now() - timedelta(minutes=5)))
        older = lookup_log.of_last_hour(session, "agent-1")

    assert lookup_log.is_too_many(of_one, lookup_log.Limits(3, 300))
    assert not lookup_log.is_too_many(of_one, lookup_log.Limits(4, 300))
    assert not lookup_log.is_too_many(older, lookup_log.Limits(3, 300))
    assert lookup_log.is_too_many(older, lookup_log.Limits(3, 3))


def test_each_way_to_find_a_person_has_an_index(county):
    with county.db.transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN " if session.get_bind().dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
        for column in ("name_key", "name_key2", "phone_key", "email_key", "place_key"):
            query = f"SELECT id FROM residents WHERE {column} = 7 ORDER BY id DESC LIMIT 50"
            plan = session.connection().exec_driver_sql(explain + query).all()
            assert f"residents_{column}" in str(plan)


def test_a_resident_carries_the_number_of_its_request(county):
    number = county.number(resident=MARIA)

    with county.db.reading() as session:
        person = session.execute(select(Resident).where(Resident.number == number)).scalar_one()
        request = session.execute(select(ServiceRequest).where(ServiceRequest.number == number)).scalar_one()

    assert request.resident_id == person.id
