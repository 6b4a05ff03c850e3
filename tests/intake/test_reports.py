"""Reports of Open311 clients: form texts become answers, tokens find requests, updates are for whoever opened it."""

import pytest

from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput
from services.intake import changes, contract, openings, public_list, public_updates, reports
from services.intake.contract.refusals import RequestNotFound, ServiceTypeNotFound
from services.intake.papers import attachments
from tests.intake.county import AGENT
from tests.intake.steps import follow
from tests.intake.test_public_list import numbers, page

APP = Caller(kind="system", subject="key-of-app", roles=("open311",))
OTHER_APP = Caller(kind="system", subject="key-of-other", roles=("open311",))
POINT = {"lat": 39.0836, "long": -77.1478}


def report(county, caller=APP, **message):
    """Open a request as a client hands it in; returns what the opener answers."""
    wish = {"service_code": "pothole", "location": POINT} | message
    said = load(contract.REPORT_REQUEST.request, wish)
    opening = reports.opening(said, caller, county.catalogue.public_service(said["service_code"]))
    opening.numbers = county.numbers
    return openings.open_group(county.db, [opening])[0]


def update(county, number, caller=APP, **message):
    """Publish a text."""
    said = load(contract.ADD_PUBLIC_UPDATE.request, {"number": number, "text": "It has grown"} | message)
    with county.db.transaction() as session:
        return reports.add_update(session, county.catalogue, said, caller)


def updates(county, **wanted):
    """A page of updates."""
    said = load(contract.LIST_PUBLIC_UPDATES.request, wanted)
    with county.db.reading() as session:
        return public_updates.find(session, county.catalogue, said)


def test_texts_of_a_form_become_answers_of_the_right_type(county):
    texts = {"lane": ["left"], "dangers": ["left", "right"], "depth": ["4.5"], "since": ["2026-11-20T15:00:00"],
             "where": [""]}  # fmt: skip
    number = report(county, answers=texts)["number"]

    assert county.row(number).answers == {
        "lane": "left", "dangers": ["left", "right"], "depth": 4.5, "since": "2026-11-20T15:00:00.000Z",
    }  # fmt: skip
    assert county.row(number).channel == "open311"


@pytest.mark.parametrize(
    ("code", "texts"),
    [("depth", ["deep"]), ("depth", ["nan"]), ("lane", ["middle"]), ("lane", ["left", "right"]), ("since", ["soon"]),
     ("no_such", ["x"])],
    ids=["words for a number", "not a number", "not in the list", "two of one", "no time", "no such question"],
)  # fmt: skip
def test_a_text_is_refused_that_is(county, code, texts):
    with pytest.raises(InvalidInput) as refused:
        report(county, answers={code: texts})

    assert [e["pointer"] for e in refused.value.errors] == [f"/answers/{code}"]


@pytest.mark.parametrize("code", ["flu-shot", "passport", "no-such"])
def test_a_type_that_is_not_public_is_as_good_as_not_there(county, code):
    with pytest.raises(ServiceTypeNotFound):
        report(county, service_code=code)


@pytest.mark.parametrize("location", [{}, {"address": " "}, {"text": "by the library"}, {"lat": 39.0}], ids=str)
def test_a_place_is_needed(county, location):
    with pytest.raises(InvalidInput):
        report(county, location=location)


def test_a_token_finds_its_request_and_no_other(county):
    opened = report(county, with_token=True)
    report(county, with_token=True)

    assert numbers(county, token=opened["token"]) == [opened["number"]]
    assert numbers(county, token="0" * 32) == []


def test_a_repeated_report_has_the_same_number_and_token(county):
    once = report(county, with_token=True, idempotency_key="k")
    again = report(county, with_token=True, idempotency_key="k")

    assert (once["number"], once["token"]) == (again["number"], again["token"])


def test_a_request_is_listed_in_its_jurisdiction_only(county):
    number = report(county, jurisdiction_id="riverton")["number"]

    assert numbers(county, jurisdiction_id="riverton") == [number]
    assert numbers(county) == []


def test_an_update_is_read_by_everybody_and_what_happened_too(county):
    number = report(county)["number"]
    posted = update(county, number, text="It has grown; call 301-555-0143")
    follow(county, "assignment_completed", number)

    found = updates(county)["items"]

    assert [(u["state"], u["text"]) for u in found] == [
        ("fixed", "The hole is filled."),
        ("fixed", "It has grown; call [number removed]"),
        ("open", None),
    ]
    assert found[1]["id"] == posted["id"]
    assert {u["number"] for u in found} == {number}


def test_updates_come_in_pages_without_doubles_or_holes(county):
    for _ in range(5):
        report(county)
    every = [u["id"] for u in updates(county)["items"]]
    first = updates(county, limit=3)

    second = updates(county, limit=3, cursor=first["next"])

    assert [u["id"] for page in (first, second) for u in page["items"]] == every
    assert second["next"] is None


PHOTO = {"sha256": "a" * 64, "media_type": "image/jpeg", "size_bytes": 1000}


def publish(county, number):
    """Staff let everybody see what is attached to a request."""
    with county.db.transaction() as session:
        for row in attachments.of_request(session, number):
            attachments.publish(row, True)


def test_photos_that_come_with_a_report_are_shown_once_staff_publish_them(county):
    number = report(county, files=[PHOTO, PHOTO, PHOTO | {"sha256": "b" * 64}])["number"]
    before = page(county, details=True)["items"][0]["photos"]
    publish(county, number)

    [line], [details] = page(county)["items"], page(county, details=True)["items"]

    assert before == []
    assert len(details["photos"]) == 2
    assert line["photos"] == details["photos"][:1]


def test_a_document_is_no_photo(county):
    number = report(county, files=[PHOTO | {"media_type": "application/pdf"}])["number"]
    publish(county, number)

    assert page(county, details=True)["items"][0]["photos"] == []


def test_a_note_for_the_resident_is_no_update(county):
    number = report(county)["number"]
    with county.changing(number, AGENT, "request.note") as (session, request):
        changes.add_note(session, request, {"text": "Only for you"}, "agent-1", True)

    assert "Only for you" not in str(updates(county))


def test_updates_of_drills_and_of_other_requests_stay_apart(county):
    number, drill = report(county)["number"], report(county, drill=True)["number"]

    assert {u["number"] for u in updates(county)["items"]} == {number}
    assert {u["number"] for u in updates(county, drill=True)["items"]} == {drill}
    assert updates(county, numbers=[drill])["items"] == []


def test_only_the_client_that_opened_a_request_may_post_to_it(county):
    number = report(county)["number"]

    with pytest.raises(Forbidden):
        update(county, number, OTHER_APP)
    with pytest.raises(RequestNotFound):
        update(county, number, drill=True)


def test_what_is_shown_holds_no_column_of_a_person():
    assert not {"resident_id", "anonymous", "place_text", "language"} & set(public_list.SHOWN)
