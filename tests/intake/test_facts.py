"""Facts that events may not carry: for routing without a name, for notify with everything a message says."""

import pytest

from services.common.contract import dump
from services.intake import changes, contract, facts, openings, progress
from tests.contracts.forms import hold
from tests.intake.county import AGENT, ANYBODY, RESIDENT, heard

PERSON = {"name": "Rosa Delgado", "phone": "240-555-0147", "language": "es"}
BY_EMAIL = PERSON | {"email": "rosa@mail.example"}
BY_LETTER = PERSON | {"address": {"lines": ["7302 Carroll Ave"], "zip": "21301"}}


def for_routing(county, *numbers):
    """What routing is told, held to the contract."""
    with county.db.reading() as session:
        answer = dump(contract.LIST_ROUTING_FACTS.answer, {"facts": facts.for_routing(session, numbers)})
    hold(contract.LIST_ROUTING_FACTS.answer(), answer)
    return answer["facts"]


def for_notices(county, *numbers):
    """What notify is told, held to the contract."""
    with county.db.reading() as session:
        found = facts.for_notices(session, numbers, county)
    answer = dump(contract.LIST_NOTICE_FACTS.answer, {"facts": found})
    hold(contract.LIST_NOTICE_FACTS.answer(), answer)
    return answer["facts"]


def test_routing_is_told_type_place_and_answers_and_no_name(county):
    number = county.number(answers={"lane": "right"}, resident=BY_EMAIL)

    [fact] = for_routing(county, number)

    assert (fact["number"], fact["service_code"], fact["answers"]) == (number, "pothole", {"lane": "right"})
    assert fact["location"]["address"] == "7300 Carroll Ave"
    assert not any(word in str(fact) for word in ("Rosa", "0147", "rosa@"))


@pytest.mark.parametrize(
    ("resident", "reachable"), [(BY_EMAIL, True), (BY_LETTER, False), (PERSON, False), (None, False)], ids=str
)
def test_routing_is_told_whether_the_resident_reads_mail(county, resident, reachable):
    [fact] = for_routing(county, county.number(resident=resident))

    assert fact["reachable"] is reachable


def test_only_requests_that_exist_have_facts_and_each_once(county):
    number, unknown = county.number(), county.numbers.take(1)[0]

    assert [fact["number"] for fact in for_routing(county, number, unknown, number)] == [number]
    assert [fact["number"] for fact in for_notices(county, number, unknown, number)] == [number]
    assert for_routing(county) == for_notices(county) == []


def test_notify_is_told_what_the_page_shows_in_the_residents_language(county):
    number = county.number(resident=BY_EMAIL)
    with county.db.transaction() as session:
        assigned = heard("request_assigned", number, department="dot", promised_by="2026-11-25T22:00:00Z")
        progress.follow(session, [assigned], progress.assigned)

    [fact] = for_notices(county, number)

    assert (fact["name"], fact["email"], fact["notify"]) == ("Rosa Delgado", "rosa@mail.example", "email")
    assert (fact["language"], fact["service_name"]) == ("es", "Bache")
    assert (fact["status"], fact["department_name"]) == ("assigned", "dot")
    assert fact["promised_by"] == "2026-11-25T22:00:00.000Z"
    assert fact["pin"] == county.pin(number)


def test_of_an_anonymous_request_notify_is_told_nobody(county):
    [fact] = for_notices(county, county.number(anonymous=True))

    assert fact["anonymous"] is True
    assert {fact[member] for member in ("name", "email", "address", "notify")} == {None}


def note(county, number, caller=AGENT, public=True):
    """Add a note; return its id."""
    pin = county.pin(number) if caller is ANYBODY else None
    with county.changing(number, caller, "request.note", pin) as (session, request):
        return changes.add_note(session, request, {"text": "On Monday"}, openings.actor(caller), public).id


def test_of_what_staff_write_for_the_resident_notify_is_told_and_fetches_the_words(county):
    number = county.number(resident=RESIDENT)
    id = note(county, number)

    with county.db.reading() as session:
        [fact] = facts.for_notices(session, [number], county, [id])

    [event] = county.said("resident_told")
    assert fact["notes"] == {id: "On Monday"}
    assert b"Monday" not in event.body


def test_of_internal_notes_and_of_the_own_ones_no_resident_is_told(county):
    number = county.number(resident=RESIDENT)
    internal = note(county, number, public=False)
    note(county, number, caller=ANYBODY)

    with county.db.reading() as session:
        [fact] = facts.for_notices(session, [number], county, [internal])

    assert (county.said("resident_told"), fact["notes"]) == ([], {})
