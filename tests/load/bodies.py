"""Made-up requests at addresses of the sample county, for load that looks like residents."""

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "sample"
TYPES = ("pothole", "streetlight-out", "missed-trash", "graffiti", "tree-down", "abandoned-vehicle")


@cache
def addresses() -> list[dict[str, Any]]:
    """Return {"id", "lat", "long", "text"} of the county's addresses."""
    features = json.loads((SAMPLE / "layers" / "addresses.geojson").read_text())["features"]
    houses = [f for f in features if f["properties"].get("kind", "address") == "address"]
    return [
        {
            "id": f["properties"]["id"],
            "long": f["geometry"]["coordinates"][0],
            "lat": f["geometry"]["coordinates"][1],
            "text": f"{f['properties']['number']} {f['properties']['street']}",
        }
        for f in houses
    ]


def request(chance: random.Random, position: int) -> dict[str, Any]:
    """Return a request with a resident who is told by e-mail; required questions are answered."""
    place = chance.choice(addresses())
    code = chance.choice(TYPES)
    return {
        "service_code": code,
        "description": f"Seen this morning in front of {place['text']}, please have a look.",
        "answers": required_answers(code),
        "location": {"lat": place["lat"], "long": place["long"], "address": place["text"]},
        "resident": {"name": f"Resident {position}", "email": f"resident-{position}@example.org", "language": "en"},
    }


@cache
def _questions() -> dict[str, list[dict[str, Any]]]:
    types = json.loads((SAMPLE / "service_types.json").read_text())
    return {t["code"]: t.get("questions", []) for t in types}


def required_answers(code: str) -> dict[str, Any]:
    """Answer the required questions of a service type with something that fits."""
    plain = {"number": 1, "datetime": "2026-11-20T15:00:00Z"}
    answers: dict[str, Any] = {}
    for question in _questions()[code]:
        if not question.get("required"):
            continue
        kind = question["datatype"]
        keys = [value["key"] for value in question.get("values", [])]
        answers[question["code"]] = keys[-1] if kind == "singlevaluelist" else plain.get(kind, "yes")
        if kind == "multivaluelist":
            answers[question["code"]] = keys[-1:]
    return answers
