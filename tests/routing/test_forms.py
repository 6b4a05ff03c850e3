"""Forms as front ends see them: conditions, and answers with which 311 stops."""

from services.routing.catalogue.views import describe_question
from services.routing.contract.forms import find_stop

DANGER = {
    "code": "danger",
    "label": {"en": "Is somebody in danger?", "es": "¿Hay alguien en peligro?"},
    "datatype": "singlevaluelist",
    "when": {"question": "open", "values": ["yes"]},
    "values": [
        {"key": "yes", "name": {"en": "Yes", "es": "Sí"}, "stop": {"to": "911", "text": {"en": "Call 911."}}},
        {"key": "no", "name": {"en": "No", "es": "No"}},
    ],
}


def test_a_front_end_sees_when_to_ask_and_where_to_stop():
    shown = describe_question(DANGER, "en")

    assert shown["when"] == {"question": "open", "values": ["yes"]}
    assert [value.get("stop") for value in shown["values"]] == [{"to": "911", "phone": None, "text": "Call 911."}, None]


def test_the_first_answer_that_stops_is_found():
    stop = find_stop([DANGER], {"open": "yes", "danger": "yes"})

    assert (stop["question"], stop["to"]) == ("danger", "911")
    assert find_stop([DANGER], {"open": "yes", "danger": "no"}) is None
    assert find_stop([DANGER], {"danger": "yes"}) is None
