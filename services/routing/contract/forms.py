"""How the questions of a service type hang together, for everybody who shows or checks them."""

from collections.abc import Iterable, Mapping
from typing import Any


def picked(value: Any) -> list[Any]:
    """Return what was picked from a list, whether one or several may be."""
    return value if isinstance(value, list) else [value]


def is_asked(question: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Whether a question is asked: always, or after one of the answers that `when` names: {"question", "values"}."""
    when = question.get("when")
    return not when or any(one in when["values"] for one in picked(answers.get(when["question"])))


def find_stop(questions: Iterable[Mapping[str, Any]], answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the first answer with which 311 stops: {"question", "to", "phone", "text"}; text by language.

    `to` is 911, or the code of the office that does this instead.
    """
    for question in questions:
        if is_asked(question, answers):
            given = picked(answers.get(question["code"]))
            for value in question.get("values") or ():
                if value.get("stop") and value["key"] in given:
                    return {"question": question["code"], "phone": None} | value["stop"]
    return None
