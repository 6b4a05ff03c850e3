"""The one question that a call-taker asks when the position is less certain than a border or a road is near."""

from collections.abc import Iterable
from typing import Any

ORDER = ("county", "municipality", "road", "service_area", "council_district", "zip_code", "school_board_district")
LAST = len(ORDER)
WORDS = {"zip_code": "ZIP area"}


def choose(layers: dict[str, Any], unsure: dict[str, list[dict]], road: dict | None) -> dict | None:
    """The question that decides most: about a layer with several candidates, or about the owner of the road.

    `unsure` holds for each kind the candidates within the certainty of the position, whether or not the point
    lies in one of them.
    """
    doubts = {kind: options for kind, options in unsure.items() if _differ(layers.get(kind), options)}
    if road and len({option["owner"] for option in road["candidates"]}) > 1:
        doubts["road"] = road["candidates"]
    if not doubts:
        return None
    about = min(doubts, key=lambda kind: (ORDER.index(kind) if kind in ORDER else LAST, kind))
    return _about_road(doubts[about]) if about == "road" else _about_layer(about, layers.get(about), doubts[about])


def _differ(found: dict | None, options: list[dict]) -> bool:
    return len(options) > 1 or (found is None and bool(options))


def _about_road(options: list[dict]) -> dict:
    streets = [option["street"] for option in options]
    text = f"Is it on {streets[0]} itself or on {_either(streets[1:])}?"
    return {"about": "road", "text": text, "options": [_road_option(option) for option in options]}


def _road_option(option: dict) -> dict:
    return {"code": option["owner"], "name": option["street"]}


def _about_layer(kind: str, found: dict | None, options: list[dict]) -> dict:
    named = [{"code": option["code"], "name": option["name"]} for option in options]
    outside = [] if found else [{"code": "none", "name": f"outside every {words(kind)}"}]
    names = [option["name"] for option in named + outside]
    return {"about": kind, "text": f"Is it in {_either(names)}?".replace("in outside", "outside"),
            "options": named + outside}  # fmt: skip


def words(kind: str) -> str:
    """A kind of layer in words: council_district -> council district."""
    return WORDS.get(kind, kind.replace("_", " "))


def _either(names: Iterable[str]) -> str:
    first, *rest = names
    return first if not rest else ", ".join([first, *rest[:-1]]) + f" or {rest[-1]}"


def about_address(candidates: list[dict]) -> dict:
    """Which of several addresses is meant, or, where none is known, what would help."""
    options = [{"code": item["address_id"] or item["label"], "name": item["label"]} for item in candidates]
    if not options:
        text = "No address like this is known here. Which house number and street, or which two streets cross nearby?"
        return {"about": "address", "text": text, "options": []}
    names = [option["name"] for option in options]
    return {"about": "address", "text": f"Is it {_either(names)}?", "options": options}
