"""Questions that follow certain answers, and answers with which 311 stops."""

import pytest

from services.common.errors import InvalidInput
from services.intake import forms
from services.intake.contract.refusals import StopAnswer

CALL_911 = {"to": "911", "phone": "911", "text": {"en": "Call 911 now.", "es": "Llame al 911."}}
TREE = {
    "questions": [
        {
            "code": "down",
            "datatype": "singlevaluelist",
            "required": True,
            "values": [{"key": "yes", "name": "Yes"}, {"key": "no", "name": "No"}],
        },
        {
            "code": "blocks",
            "datatype": "multivaluelist",
            "required": True,
            "when": {"question": "down", "values": ["yes"]},
            "values": [{"key": "road", "name": "Road"}, {"key": "person", "name": "A person", "stop": CALL_911}],
        },
    ]
}


@pytest.mark.parametrize("answers", [{"down": "no"}, {"down": "yes", "blocks": ["road"]}, {"down": "no", "blocks": []}])
def test_a_question_that_is_not_asked_needs_no_answer(answers):
    forms.check_answers(TREE, answers)


@pytest.mark.parametrize(
    ("answers", "detail"),
    [
        ({"down": "yes"}, "This question needs an answer."),
        ({"down": "no", "blocks": ["road"]}, "This question is asked only after another answer."),
    ],
    ids=["asked and not answered", "answered and not asked"],
)
def test_an_answer_belongs_to_a_question_that_was_asked(answers, detail):
    with pytest.raises(InvalidInput) as refused:
        forms.check_answers(TREE, answers)

    assert refused.value.errors == [{"pointer": "/answers/blocks", "detail": detail}]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Call 911 now."), ("es", "Llame al 911."), ("fr", "Call 911 now.")]
)
def test_an_answer_that_stops_says_whom_to_call_in_the_language(language, text):
    with pytest.raises(StopAnswer) as refused:
        forms.check_stops(TREE, {"down": "yes", "blocks": ["road", "person"]}, language)

    assert (refused.value.detail, refused.value.status) == (text, 422)
    assert refused.value.errors[0]["pointer"] == "/answers/blocks"


def test_an_answer_to_a_question_that_was_not_asked_stops_nothing():
    forms.check_stops(TREE, {"down": "no", "blocks": ["person"]}, "en")
