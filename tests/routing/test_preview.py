"""The preview while the caller is on the line: who, by when, and the one question that decides."""

import pytest

from services.routing.contract.refusals import ServiceTypeUnknown
from services.routing.work.preview import Wish, preview
from tests.routing.sample import the_catalogue

NOTHING = {"layers": {"municipality": None, "park": None}, "road": None, "question": None}


def located(*owners, **layers):
    """What geo says of one place on the road of the first owner, near those of the others."""
    roads = [{"street": f"{owner.title()} Rd", "owner": owner, "metres": 5.0} for owner in owners]
    road = {**roads[0], "candidates": roads} if roads else None
    jurisdiction = {"id": "sample", "inside": True, "nearest": None}
    at = {"lat": 39.1, "long": -77.15, "method": "point", "certainty_metres": 8.0}
    return NOTHING | {"position": at, "jurisdiction": jurisdiction, "road": road, "layers": NOTHING["layers"] | layers}


def see(service, place=None, language="en", **answers):
    return preview(the_catalogue(), Wish(service, answers, language, place, True))


def test_the_caller_hears_department_phone_and_promise():
    seen = see("pothole", located("county"))

    assert seen["responsible"]["kind"] == "department"
    assert (seen["responsible"]["code"], seen["responsible"]["phone"]) == ("dot", "240-555-0110")
    assert seen["promised_by"] is not None
    assert (seen["question"], seen["unsure"], seen["referral"]) == (None, [], None)


def test_the_caller_hears_which_number_to_call_instead_and_why_in_the_own_language():
    seen = see("pothole", located("state"), language="es-MX")

    assert seen["referral"]["phone"] == "410-555-0100"
    assert seen["referral"]["because"] == "Esta carretera la mantiene el estado, no el condado."
    assert seen["promised_by"] is None


def test_when_geo_is_away_the_answer_says_that_it_is_unsure():
    seen = see("pothole", None)

    assert (seen["responsible"]["code"], seen["unsure"]) == ("dot", ["jurisdiction"])


def test_near_a_crossing_the_caller_is_asked_which_road_it_is():
    seen = see("pothole", located("county", "state"))

    assert seen["question"]["about"] == "road"
    assert [option["code"] for option in seen["question"]["options"]] == ["county", "state"]
    assert seen["unsure"] == ["road_owner"]


def test_nobody_is_asked_about_a_road_that_does_not_matter():
    seen = see("noise", located("county", "state"))

    assert (seen["question"], seen["unsure"]) == (None, [])


def test_near_a_border_the_caller_is_asked_in_which_town_it_is():
    candidates = [{"code": "riverton", "name": "Riverton"}, {"code": "oak-hollow", "name": "Oak Hollow"}]
    town = {"code": "riverton", "name": "Riverton", "version": 1, "candidates": candidates}

    seen = see("parking-complaint", located("county", municipality=town))

    assert (seen["responsible"]["code"], seen["question"]["about"]) == ("riverton-police", "municipality")


def test_near_the_edge_of_the_only_town_being_outside_is_one_of_the_answers():
    options = [{"code": "riverton", "name": "Riverton"}, {"code": "none", "name": "outside every municipality"}]
    place = located("county") | {
        "question": {"about": "municipality", "text": "Is it in Riverton?", "options": options}
    }

    seen = see("parking-complaint", place)

    assert [option["code"] for option in seen["question"]["options"]] == ["riverton", "none"]
    assert (seen["responsible"]["code"], seen["unsure"]) == ("police", ["municipality"])


def test_a_question_of_the_type_is_asked_when_its_answer_decides():
    seen = see("tree-down", located("county"))

    assert (seen["question"]["about"], seen["question"]["code"]) == ("answer", "wires")
    assert "answers.wires" in seen["unsure"]


def test_what_was_answered_is_not_asked_again():
    seen = see("tree-down", located("county"), wires="no")

    assert seen["question"] is None


def test_an_address_that_may_be_several_is_asked_about():
    question = {"about": "address", "text": "Is it 12 Elm St or 12 Elm Ct?", "options": []}
    nowhere = NOTHING | {"position": None, "jurisdiction": {"inside": False}, "question": question}

    seen = see("pothole", nowhere)

    assert (seen["question"]["about"], seen["unsure"]) == ("address", ["jurisdiction"])


def test_what_nobody_is_named_for_goes_to_a_person_of_311():
    seen = see("something-else", located("county"), language="es")

    assert seen["responsible"] == {
        "kind": "triage",
        "code": None,
        "name": "El 311 averigua quién lo hace",
        "phone": "311",
    }


def test_a_type_that_does_not_exist_is_refused():
    with pytest.raises(ServiceTypeUnknown):
        see("moon-dust", located("county"))
