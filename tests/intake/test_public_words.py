"""What everybody reads of a request when people wrote too much: names, numbers and homes are gone, the rest is there.

Each row is a way in which somebody could learn more from the public view than what and where.
"""

import re

import pytest

from services.common.contract import dump, load
from services.intake import catalogue, contract, public_list, public_updates, public_view, redaction
from services.intake.families import likely, showing
from services.intake.models import RequestNote
from tests.intake.county import AT_LIBRARY, heard
from tests.intake.steps import assign, follow

MARIA = {
    "name": "María Elena Sample", "phone": "(240) 555-0143", "email": "maria@example.org",
    "address": {"lines": ["7342 Carroll Avenue", "Apt 5"], "zip": "20912"},
}  # fmt: skip
SECRETS = ("Maria", "María", "Elena", "Sample", "0143", "maria@", "7342", "4111", "078-05", "7AB", "Apt 5")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORDS = [
    ("It is Maria Sample, call (240) 555-0143", "name and telephone number"),
    ("maria@example.org asked before", "e-mail address"),
    ("sample maria again", "name in small letters, swapped"),
    ("María's driveway", "name with an apostrophe"),
    ("in front of 7342 carroll avenue", "the resident's house"),
    ("come to Apt 5", "the resident's flat"),
    ("I paid with 4111 1111 1111 1111", "payment card"),
    ("my social security number is 078-05-1120", "social security number"),
    ("the van with plate 7AB 1234 did it", "somebody's plate"),
]


def public(county, number, **search):
    """A request as everybody reads it, with details."""
    said = load(contract.LIST_PUBLIC_REQUESTS.request, {"numbers": [number], "details": True} | search)
    with county.db.reading() as session:
        rows, _ = public_list.find(session, county.catalogue, said)
        items = public_view.describe_all(session, rows, county.catalogue, said["details"])
    [item] = dump(contract.LIST_PUBLIC_REQUESTS.answer, {"items": items, "next": None})["items"]
    return item


def updates(county, number):
    said = load(contract.LIST_PUBLIC_UPDATES.request, {"numbers": [number]})
    with county.db.reading() as session:
        return dump(contract.LIST_PUBLIC_UPDATES.answer, public_updates.find(session, county.catalogue, said))


def leaked(shown, number):
    """Which secrets stand in what is shown, apart from what chance has drawn: the request's number and the ids."""
    words = UUID.sub("", str(shown).replace(number, "")).lower()
    return [secret for secret in SECRETS if secret.lower() in words]


@pytest.mark.parametrize(("words", "why"), WORDS, ids=[why for _, why in WORDS])
def test_a_description_does_not_show(county, words, why):
    number = county.number(resident=MARIA, description=words)

    assert leaked(public(county, number), number) == []


@pytest.mark.parametrize(("words", "why"), WORDS, ids=[why for _, why in WORDS])
def test_a_closing_a_published_note_and_an_answer_do_not_show(county, words, why):
    number = county.number(resident=MARIA, answers={"where": words})
    assign(county, number)
    follow(county, "assignment_completed", number, assignment_id="a-1")
    with county.changing(number) as (session, request):
        request.close_text = words
        note = {"number": number, "at": request.updated_at, "by": "client-1", "public": True, "published": True}
        session.add(RequestNote(id="note-1", text=words, **note))

    assert leaked(public(county, number), number) == []
    assert leaked(updates(county, number), number) == []


def test_a_likely_duplicate_shows_anybody_no_name_and_no_house(county):
    county.number(resident=MARIA, description="Maria Sample was here", location={"address": "7342 Carroll Ave"})
    spot = likely.spot("pothole", {"address": "7342 Carroll Ave"}, False)

    with county.db.reading() as session:
        [anybody], [staff] = (showing.at(session, spot, for_staff) for for_staff in (False, True))

    assert (anybody["address"], anybody["description"]) == ("7300 block of Carroll Ave", "[name removed] was here")
    assert (staff["address"], staff["description"]) == ("7342 Carroll Ave", "Maria Sample was here")


def test_a_home_is_shown_by_its_block_and_no_finer_point(county):
    home = {"address": "7342 Carroll Ave", "lat": 38.98765, "long": -77.01234, "address_id": "a-7342"}
    number = county.number(resident=MARIA, location=home)

    shown = public(county, number)

    assert (shown["address"], shown["address_id"]) == ("7300 block of Carroll Ave", None)
    assert (shown["lat"], shown["long"]) == (38.988, -77.012)


def test_another_place_than_the_home_is_shown_as_it_is(county):
    shown = public(county, county.number(resident=MARIA, location=AT_LIBRARY | {"lat": 39.0836, "long": -77.1478}))

    assert (shown["address"], shown["lat"], shown["long"]) == ("7300 Carroll Ave", 39.0836, -77.1478)


def test_the_number_alone_shows_eight_members_and_no_word_of_the_resident(county):
    number = county.number(
        resident=MARIA, description="Maria Sample, 240-555-0143", location={"address": "7342 Oak St"}
    )

    shown = county.read(number)

    members = {"number", "service", "status", "department", "requested_at", "updated_at", "promised_by", "area"}
    assert set(shown) == members
    assert leaked(shown, number) == []


def test_the_telephone_numbers_of_departments_stay(county):
    entry = {"name": {"en": "Transportation"}, "phone": "+1 (240) 777-0311"}
    with county.db.transaction() as session:
        said = {"kind": "department", "code": "dot", "version": 1, "entry": entry}
        catalogue.keep_entries(session, [heard("catalogue_changed", "dot", **said)])
    county.catalogue._looked = float("-inf")

    number = county.number(resident=MARIA, description="I called 240-777-0311 from 240-555-0143")

    assert public(county, number)["description"] == "I called 240-777-0311 from [number removed]"


def test_staff_are_warned_of_what_their_words_tell(county):
    number = county.number(resident=MARIA)

    with county.changing(number) as (session, request):
        warned = redaction.warnings(session, request, "Told Maria to call 240-777-0311")
        silent = redaction.warnings(session, request, "The hole is filled.")

    assert (warned, silent) == ({"personal_data": ["phone", "name"]}, {"personal_data": []})


def test_what_the_county_says_stays_readable(county):
    number = county.number(resident=MARIA, description="Deep hole on MD 355 near bus 14 since 12-10-2026")

    assert public(county, number)["description"] == "Deep hole on MD 355 near bus 14 since 12-10-2026"
