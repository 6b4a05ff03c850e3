"""The preview while the caller is on the line: who would answer, by when, and the one question that decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from services.common import clock
from services.routing.catalogue.agencies import PUBLIC, refer
from services.routing.catalogue.catalogue import Catalogue
from services.routing.catalogue.conditions import ROAD_OWNER
from services.routing.catalogue.views import describe_question, describe_stop
from services.routing.catalogue.words import choose_words
from services.routing.contract.forms import find_stop
from services.routing.contract.refusals import ServiceTypeUnknown
from services.routing.work.decisions import AGENCY, DEPARTMENT, JURISDICTION, Asked, Choice, decide
from services.routing.work.places import Place, place_from
from services.routing.work.promises import promise

TRIAGE_NAMES = {"en": "311 finds out who does this", "es": "El 311 averigua quién lo hace"}
ROAD_WORDS = {"en": "Which road is it on?", "es": "¿En qué calle está?"}
LAYER_WORDS = {"en": "In which of these places is it?", "es": "¿En cuál de estos lugares está?"}
OUTSIDE = "none"  # geo's code for "in no area of the kind"


@dataclass(frozen=True)
class Wish:
    """What somebody is about to ask for; located is geo's answer, None when geo could not be asked."""

    service_code: str
    answers: Mapping[str, Any]
    language: str
    located: Mapping[str, Any] | None
    placed: bool


def preview(catalogue: Catalogue, wish: Wish) -> dict[str, Any]:
    """What would come of it now; ServiceTypeUnknown for a type that does not exist. Changes nothing."""
    if wish.service_code not in catalogue.services:
        raise ServiceTypeUnknown(errors=[{"pointer": "/service_code", "detail": "There is no such service type."}])
    answers = catalogue.listed_answers(wish.service_code, wish.answers)
    asked = Asked(wish.service_code, place_from(wish.located), answers)
    choice = decide(catalogue, asked)
    question = _question(catalogue, wish, asked, choice)
    promised = promise(catalogue.calendar_for(choice.code), catalogue.services[wish.service_code], clock.now())
    ours = choice.kind == DEPARTMENT
    return {
        "responsible": _responsible(catalogue, choice, wish.language),
        "promised_by": promised.promised_by if ours else None,
        "first_action_by": promised.first_action_by if ours else None,
        "referral": _referral(catalogue, choice, wish.language),
        "question": question,
        "stop": _stop(catalogue, wish),
        "unsure": _unsure(choice, wish, question),
        "districts": asked.place.districts,
        "rule": choice.rule.code if choice.rule else None,
    }


def _stop(catalogue: Catalogue, wish: Wish) -> dict[str, Any] | None:
    """Whom to call instead when an answer says that this is not for 311."""
    stop = find_stop(catalogue.services[wish.service_code].get("questions", ()), wish.answers)
    return describe_stop(stop, wish.language) if stop else None


def _responsible(catalogue: Catalogue, choice: Choice, language: str) -> dict[str, Any]:
    if choice.code is None:
        return {"kind": choice.kind, "code": None, "name": choose_words(TRIAGE_NAMES, language), "phone": "311"}
    entry = (catalogue.departments if choice.kind == DEPARTMENT else catalogue.agencies)[choice.code]
    phone = entry.get("phone") if entry.get("phone_publish", PUBLIC) == PUBLIC else None
    return {"kind": choice.kind, "code": choice.code, "name": choose_words(entry["name"], language), "phone": phone}


def _referral(catalogue: Catalogue, choice: Choice, language: str) -> dict[str, Any] | None:
    if choice.kind != AGENCY or choice.code is None:
        return None
    because = choice.rule.because if choice.rule else None
    return refer(catalogue.agencies[choice.code], choice.code, (because, language), clock.now())


def _unsure(choice: Choice, wish: Wish, question: Mapping[str, Any] | None) -> list[str]:
    """What was not looked up or is not decided yet."""
    unsure = list(choice.unsure)
    if wish.placed and wish.located is None:
        unsure.append(JURISDICTION)
    if question and question["about"] == "answer":
        unsure.append(f"answers.{question['code']}")
    elif question and question["about"] != "address":
        unsure.append(ROAD_OWNER if question["about"] == "road" else question["about"])
    return list(dict.fromkeys(unsure))


def _question(catalogue: Catalogue, wish: Wish, asked: Asked, choice: Choice) -> dict[str, Any] | None:
    """The first question whose answers lead to different places; None when nothing more can change the outcome."""
    if wish.located and not asked.place.known and JURISDICTION in choice.unsure:
        return dict(wish.located["question"], code=None) if wish.located.get("question") else None
    for question, outcomes in _possible(catalogue, wish, asked):
        targets = {(one.kind, one.code) for one in (decide(catalogue, other) for other in outcomes)}
        if len(targets | {(choice.kind, choice.code)}) > 1:
            return question
    return None


def _possible(catalogue: Catalogue, wish: Wish, asked: Asked) -> Iterable[tuple[dict[str, Any], list[Asked]]]:
    """Questions about the road, the areas and the answers, each with what would be asked after every answer."""
    yield from _about_road(wish, asked)
    yield from _about_areas(wish, asked)
    yield from _about_answers(catalogue, wish, asked)


def _about_road(wish: Wish, asked: Asked) -> Iterable[tuple[dict[str, Any], list[Asked]]]:
    roads = ((wish.located or {}).get("road") or {}).get("candidates") or []
    if len({road["owner"] for road in roads}) > 1:
        options = [{"code": road["owner"], "name": road["street"]} for road in roads]
        others = [replace(asked, place=asked.place.with_road(road["owner"])) for road in roads]
        yield _ask("road", None, choose_words(ROAD_WORDS, wish.language), options), others


def _about_areas(wish: Wish, asked: Asked) -> Iterable[tuple[dict[str, Any], list[Asked]]]:
    located = wish.located or {}
    for kind, area in (located.get("layers") or {}).items():
        options = _options(located, kind, area)
        if len(options) > 1:
            others = [replace(asked, place=_in_area(asked.place, kind, one)) for one in options]
            yield _ask(kind, None, choose_words(LAYER_WORDS, wish.language), options), others


def _options(located: Mapping[str, Any], kind: str, area: Any) -> list[dict[str, Any]]:
    """The areas of a kind in which it may be; geo's own question also knows when it may be in none."""
    question = located.get("question") or {}
    found = question["options"] if question.get("about") == kind else (area or {}).get("candidates") or []
    return [{"code": one["code"], "name": one["name"]} for one in found]


def _in_area(place: Place, kind: str, option: Mapping[str, Any]) -> Place:
    area = None if option["code"] == OUTSIDE else dict(option)
    return replace(place.with_area(kind, area), known=True)


def _about_answers(catalogue: Catalogue, wish: Wish, asked: Asked) -> Iterable[tuple[dict[str, Any], list[Asked]]]:
    rules = catalogue.rules_for(asked.service_code)
    decisive = {condition.question for rule in rules for condition in rule.conditions if condition.question}
    for question in catalogue.services[asked.service_code].get("questions", ()):
        if question["code"] in decisive and question["code"] not in asked.answers:
            told = describe_question(question, wish.language)
            options = [{"code": value["key"], "name": value["name"]} for value in told["values"]]
            others = [_answered(asked, question["code"], option["code"]) for option in options]
            yield _ask("answer", question["code"], told["label"], options), others


def _answered(asked: Asked, question: str, value: str) -> Asked:
    return replace(asked, answers={**asked.answers, question: value})


def _ask(about: str, code: str | None, text: str | None, options: list[dict[str, Any]]) -> dict[str, Any]:
    return {"about": about, "code": code, "text": text, "options": options}
