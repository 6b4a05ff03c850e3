"""What routing asks others before it decides: geo for places, intake for what its events do not carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.common.envelope import Heard
from services.geo.contract import LOCATE_MANY
from services.intake.contract import LIST_ROUTING_FACTS
from services.routing.work.places import NOWHERE, Place, place_from

AT_ONCE = 50
LONGEST_ADDRESS = 250


@dataclass(frozen=True)
class Known:
    """What was found out about a request; no answers: those of its event stand."""

    place: Place = NOWHERE
    answers: Mapping[str, Any] | None = None
    service_code: str | None = None


def ask_about_opened(geo: Any, intake: Any, events: Sequence[Heard]) -> dict[str, Known]:
    """By event id: one call to geo for the whole batch, and one to intake for places given in words only."""
    worded = [event.data["number"] for event in events if _only_words(event.data)]
    facts = ask_facts(intake, worded)
    wishes = [wish_of(event.id, _location(event.data, facts)) for event in events]
    places = ask_places(geo, [wish for wish in wishes if wish])
    answers = {number: fact.get("answers") for number, fact in facts.items()}
    return {event.id: Known(places.get(event.id, NOWHERE), answers.get(event.data["number"])) for event in events}


def ask_about_amended(geo: Any, intake: Any, events: Sequence[Heard]) -> dict[str, Known]:
    """By event id: what intake holds now and where that is; nothing for a change that no rule can see."""
    moved = [event for event in events if matters(event)]
    facts = ask_facts(intake, [event.data["number"] for event in moved])
    wishes = {event.id: wish_of(event.id, facts.get(event.data["number"], {}).get("location")) for event in moved}
    places = ask_places(geo, [wish for wish in wishes.values() if wish])
    found = {}
    for event in moved:
        fact = facts.get(event.data["number"])
        if fact:
            place = places.get(event.id, NOWHERE)
            found[event.id] = Known(place, fact.get("answers") or {}, fact["service_code"])
    return found


def matters(event: Heard) -> bool:
    """Whether a change touches what rules look at."""
    return bool({"service_code", "location", "answers"} & set(event.data["changed"]))


def ask_facts(intake: Any, numbers: Sequence[str]) -> dict[str, Any]:
    """What intake says of these requests, by number; makes no call for none."""
    found: dict[str, Any] = {}
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), AT_ONCE):
        answer = intake.call(LIST_ROUTING_FACTS, {"numbers": wanted[start : start + AT_ONCE]})
        found |= {fact["number"]: fact for fact in answer["facts"]}
    return found


def ask_places(geo: Any, wishes: Sequence[dict[str, Any]]) -> dict[str, Place]:
    """The places, by the id of the wish, from one call; makes none when nothing is wished."""
    if not wishes:
        return {}
    answer = geo.call(LOCATE_MANY, {"places": list(wishes)})
    return {place["id"]: place_from(place) for place in answer["places"]}


def _only_words(data: Mapping[str, Any]) -> bool:
    return bool(data["place_in_words"]) and not data.get("point") and not data.get("address_id")


def _location(data: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
    if _only_words(data):
        return facts.get(data["number"], {}).get("location")
    return {**(data.get("point") or {}), "address_id": data.get("address_id")}


def wish_of(event_id: str, location: Any) -> dict[str, Any] | None:
    """A place as geo takes it; an id and a point alone is what it takes fastest."""
    if not location:
        return None
    wish: dict[str, Any] = {"id": event_id}
    if location.get("lat") is not None and location.get("long") is not None:
        wish |= {"lat": float(location["lat"]), "long": float(location["long"])}
    if location.get("address_id"):
        wish["address_id"] = location["address_id"]
    words = location.get("address") or location.get("text")
    if words and len(wish) == 1:
        wish["address"] = words[:LONGEST_ADDRESS]
    return wish if len(wish) > 1 else None


def place_wish(location: Any) -> dict[str, Any] | None:
    """One place as geo's locate takes it; None when nothing was said of it."""
    given = location or {}
    words = (given.get("address") or "")[:LONGEST_ADDRESS]
    if given.get("lat") is not None:
        return {"lat": given["lat"], "long": given["long"]} | ({"address": words} if words else {})
    if given.get("address_id"):
        return {"address_id": given["address_id"]}
    if words:
        return {"address": words}
    return {"q": given["text"][:LONGEST_ADDRESS]} if given.get("text") else None
