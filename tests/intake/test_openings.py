"""Opening requests: what is asked is held against the service type, and everything is one transaction."""

import json

import pytest
from sqlalchemy import func, select

from services.common.errors import InvalidInput
from services.intake import openings
from services.intake.contract.refusals import ServiceTypeNotFound
from services.intake.models import Resident, ServiceRequest
from tests.intake.county import AGENT, AT_LIBRARY, RESIDENT


def faults(county, **message):
    """The pointers of what is wrong."""
    with pytest.raises(InvalidInput) as refused:
        county.open(**message)
    return [fault["pointer"] for fault in refused.value.errors]


def count(county, model):
    """How many rows a table has."""
    with county.db.reading() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_an_opened_request_has_number_pin_and_what_is_pending(county):
    opened = county.open(answers={"lane": "right"}, resident=RESIDENT)

    assert opened["pending"] == ["jurisdiction", "department"]
    assert opened["pin"] == county.pin(opened["number"])
    assert opened["service"] == {"code": "pothole", "name": "Bache"}


def test_an_opened_request_is_stored_with_its_first_step(county):
    number = county.number(description="Deep hole in the right lane")

    row = county.row(number)
    assert (row.status, row.description, row.address, row.version) == (
        "open", "Deep hole in the right lane", "7300 Carroll Ave", 1,
    )  # fmt: skip
    assert county.history(number) == [("open", None)]


def test_the_event_of_an_opening_names_no_person_and_no_free_text(county):
    words = {"where": "behind the house of Jane Roe", "lane": "right"}
    county.open(resident=RESIDENT, description="Jane Roe fell", answers=words, location={"text": "at Jane Roe's"})

    [event] = county.said("request_opened")
    body = event.body.decode()
    assert json.loads(body)["data"]["choices"] == {"lane": "right"}
    assert json.loads(body)["data"]["place_in_words"] is True
    assert not any(word in body for word in ("Jane", "Roe", "resident@", "Sample Resident"))


@pytest.mark.parametrize(
    ("resident", "drill", "notice"),
    [(RESIDENT, False, True), (None, False, False), (RESIDENT, True, False)],
    ids=["a resident", "nobody", "a drill"],
)
def test_the_event_tells_whether_somebody_is_to_be_told(county, resident, drill, notice):
    county.open(resident=resident, drill=drill)

    [event] = county.said("request_opened")
    data = json.loads(event.body)["data"]
    assert (data["notice"], data["drill"]) == (notice, drill)


WRONG_ANSWERS = {
    "an unknown question": ("colour", "red"),
    "a list answered with a list": ("lane", ["right"]),
    "a list answered with another key": ("lane", "middle"),
    "a list answered with a number": ("lane", 1),
    "a list of several answered with text": ("dangers", "right"),
    "a list of several with another key": ("dangers", ["right", "middle"]),
    "a list of several with a list inside": ("dangers", [["right"]]),
    "a list of several with one key twice": ("dangers", ["right", "right"]),
    "a number answered with text": ("depth", "deep"),
    "a number answered with yes": ("depth", True),
    "a time without a zone": ("since", "2026-11-20T15:00:00"),
    "a time in words": ("since", "yesterday"),
    "a time as a number": ("since", 7),
    "text answered with a number": ("where", 7),
    "text that is too long": ("where", "x" * 2001),
    "text with NUL": ("where", "a\x00b"),
    "text answered with an object": ("story", {"a": 1}),
}


@pytest.mark.parametrize(("question", "value"), WRONG_ANSWERS.values(), ids=WRONG_ANSWERS)
def test_a_request_is_refused_with(county, question, value):
    assert faults(county, answers={question: value}) == [f"/answers/{question}"]
    assert count(county, ServiceRequest) == 0


RIGHT_ANSWERS = {
    "lane": "right",
    "dangers": ["left", "right"],
    "depth": 4.5,
    "since": "2026-11-20T15:00:00Z",
    "where": "in front of the library",
    "story": "It grew over night.",
}


def test_right_answers_of_every_kind_are_kept(county):
    number = county.number(answers=RIGHT_ANSWERS)

    assert county.row(number).answers == RIGHT_ANSWERS


def test_every_fault_is_named_at_once(county):
    assert faults(county, answers={"lane": "middle", "depth": "deep"}) == ["/answers/lane", "/answers/depth"]


@pytest.mark.parametrize("empty", [None, "", []], ids=repr)
def test_an_empty_answer_to_a_required_question_is_none(county, empty):
    assert faults(county, service_code="bulk-pickup", answers={"what": empty}) == ["/answers/what"]


@pytest.mark.parametrize("place", [None, {}, {"text": ""}, {"address": "  "}, {"lat": None, "long": None}], ids=str)
def test_a_service_that_needs_a_place_is_refused_with(county, place):
    assert faults(county, location=place) == ["/location"]


@pytest.mark.parametrize(
    "place",
    [AT_LIBRARY, {"lat": 0, "long": 0}, {"text": "in front of the library"}, {"address_id": "a-17"}],
    ids=str,
)
def test_any_kind_of_place_will_do(county, place):
    assert county.number(location=place)


def test_half_a_point_is_refused(county):
    assert faults(county, location={"lat": 39.08}) == ["/location/long"]


def test_a_person_cannot_be_named_anonymously(county):
    assert faults(county, anonymous=True, resident=RESIDENT) == ["/resident"]


def test_a_service_that_must_know_who_asks_cannot_be_asked_anonymously(county):
    assert faults(county, service_code="flu-shot", anonymous=True) == ["/anonymous"]


def test_an_anonymous_request_stores_nobody(county):
    number = county.number(anonymous=True)

    assert county.row(number).resident_id is None
    assert count(county, Resident) == 0


def test_what_another_agency_does_is_not_opened(county):
    assert faults(county, service_code="passport") == ["/service_code"]


def test_an_unknown_service_type_is_named(county):
    with pytest.raises(ServiceTypeNotFound) as refused:
        county.open(service_code="no-such-thing")

    assert [e["pointer"] for e in refused.value.errors] == ["/service_code"]


def test_several_requests_open_in_one_transaction(county):
    group = [county.opening(AGENT) for _ in range(50)]

    opened = openings.open_group(county.db, group)

    assert len({o["number"] for o in opened}) == 50
    assert len(county.said("request_opened")) == 50


@pytest.mark.parametrize(
    ("resident", "way"),
    [
        ({"email": "a@ashmere.example", "phone": "555-0100"}, "email"),
        ({"address": {"lines": ["1 Elm St"]}, "phone": "555-0100"}, "letter"),
        ({"phone": "555-0100"}, "phone"),
        ({"name": "Sample"}, "none"),
        ({"email": "a@ashmere.example", "notify": "none"}, "none"),
    ],
    ids=lambda value: value if isinstance(value, str) else ",".join(value),
)
def test_a_resident_hears_in_the_way_that_reaches(county, resident, way):
    county.open(resident=resident)

    with county.db.reading() as session:
        assert session.execute(select(Resident.notify)).scalar_one() == way
