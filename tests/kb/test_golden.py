"""The golden questions: colloquial, misspelt and foreign ones, over the sample county."""

from tests.kb.golden import measure, read_golden, search_county

HELD_OUT_AT_LEAST = {"R@1": 0.78, "R@3": 0.88, "sure": 0.88}


def test_most_questions_that_nothing_was_tuned_on_are_answered():
    held_out = [question for question in read_golden() if question["use"] == "held-out"]

    figures = measure(search_county(), held_out)

    assert {name: figures[name] for name in HELD_OUT_AT_LEAST if figures[name] < HELD_OUT_AT_LEAST[name]} == {}


def test_questions_with_typing_mistakes_are_answered_too():
    misspelt = [question for question in read_golden() if question["typos"]]

    assert measure(search_county(), misspelt)["R@3"] >= 0.92


def test_each_expected_answer_exists():
    entries = search_county().views["en"].entries
    known = {f"{entry.kind}:{entry.id}" for entry in entries}
    known |= {f"kind:{entry.facility['kind']}" for entry in entries if entry.facility}

    assert {label for question in read_golden() for label in question["expect"]} - known == set()
