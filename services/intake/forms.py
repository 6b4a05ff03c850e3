"""The questions of a service type: which are asked, what an answer must be, and which answers stop."""

from datetime import datetime
from typing import Any

from services.common.errors import InvalidInput
from services.intake.contract.refusals import StopAnswer
from services.routing.contract.forms import find_stop, is_asked

LISTS = ("singlevaluelist", "multivaluelist")


def check_answers(service: dict[str, Any], answers: dict[str, Any]) -> None:
    """Hold answers against the questions of a service type; InvalidInput names each fault."""
    questions = {q["code"]: q for q in service.get("questions", ())}
    errors = [_fault(code, "This service type has no such question.") for code in answers if code not in questions]
    checked = ((code, _check(question, answers)) for code, question in questions.items())
    errors += [_fault(code, detail) for code, detail in checked if detail]
    if errors:
        raise InvalidInput(errors=errors)


def check_stops(service: dict[str, Any], answers: dict[str, Any], language: str) -> None:
    """Raise StopAnswer when an answer says that this is not for 311: call 911, or another office."""
    stop = find_stop(service.get("questions", ()), answers)
    if stop is not None:
        text = stop["text"].get(language) or stop["text"]["en"]
        raise StopAnswer(text, errors=[_fault(stop["question"], text)])


def _check(question: dict[str, Any], answers: dict[str, Any]) -> str | None:
    value = answers.get(question["code"])
    is_empty = value in (None, "", [])
    if not is_asked(question, answers):
        return None if is_empty else "This question is asked only after another answer."
    if is_empty:
        return "This question needs an answer." if question.get("required") else None
    return _wrong(question, value)


def _fault(code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/answers/{code}", "detail": detail}


def _wrong(question: dict[str, Any], value: Any) -> str | None:
    kind = question.get("datatype", "string")
    keys = {v["key"] for v in question.get("values", ())}
    if kind == "multivaluelist":
        fits = isinstance(value, list) and all(isinstance(v, str) and v in keys for v in value)
        fits = fits and len(value) == len(set(value))
        return None if fits else f"A list of some of {', '.join(sorted(keys))} is expected."
    if kind == "singlevaluelist":
        return None if isinstance(value, str) and value in keys else f"One of {', '.join(sorted(keys))} is expected."
    if kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return None if number else "A number is expected."
    if kind == "datetime":
        return None if _is_instant(value) else "A time such as 2026-11-20T15:00:00Z is expected."
    text = isinstance(value, str) and len(value) <= 2000 and "\x00" not in value
    return None if text else "A text of at most 2,000 characters is expected."


def _is_instant(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def choices(service: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers that may travel in an event: keys picked from lists, never words of a person."""
    lists = {q["code"] for q in service.get("questions", ()) if q.get("datatype") in LISTS}
    return {code: value for code, value in answers.items() if code in lists}
