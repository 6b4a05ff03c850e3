"""People who do not exist, as rows of residents: some with the same names, as everywhere."""

import json
import random
from typing import Any

from services.intake import openings
from tests.load.copying import line

PEOPLE = 100_000
ZIP_CODES = tuple(f"213{n:02}" for n in range(40))
GIVEN = ("Ana", "José", "Marie", "Tewodros", "Robert", "Elizabeth", "Mohammed", "Thuy", "Min-jun", "Wei", "Kateryna",
         "Guadalupe", "William", "Margaret", "Samuel", "Hanna", "Ricardo", "Olga", "Fatima", "Peter")  # fmt: skip
SYLLABLES = ("ba", "che", "dor", "el", "fan", "gue", "hart", "is", "jan", "kov", "lo", "mar", "nez", "ol", "per", "qui",
             "ros", "sen", "tan", "ur", "vel", "wood", "xi", "yo", "zal")  # fmt: skip


def make_person(chance: random.Random, position: int) -> dict[str, Any]:
    """Somebody who does not exist, as whoever calls says it."""
    family = "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((2, 3)))).title()
    zip_code = chance.choice(ZIP_CODES)
    address = {"lines": [f"{chance.randrange(1, 9999)} Carroll Ave", "Ashmere, MD"], "zip": zip_code}
    return {
        "name": f"{chance.choice(GIVEN)} {family}", "email": f"person-{position}@example.org", "notify": None,
        "phone": f"240555{chance.randrange(10_000):04}", "address": address, "language": "en",
    }  # fmt: skip


class Owner:
    """Takes the id that a row of a resident gets; with a number, the row can be searched."""

    def __init__(self, numbered: bool) -> None:
        self.resident_id = ""
        if numbered:
            self.number = "000-000-0000"


class People:
    """Rows of residents as intake makes them, search columns included; id and number are put before each."""

    def __init__(self, chance: random.Random, numbered: bool, count: int = PEOPLE) -> None:
        rows = [openings.resident_row(make_person(chance, n), "en", Owner(numbered)) for n in range(count)]
        self.columns = tuple(name for name in rows[0] or {} if name not in ("id", "number"))
        self.ends = [line(_text((row or {})[name]) for name in self.columns) for row in rows]


def _text(value: Any) -> str | None:
    """A value as COPY takes it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "t" if value else "f"
    said = json.dumps(value) if isinstance(value, dict | list) else str(value)
    return said.replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n")
