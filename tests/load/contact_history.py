"""Years of contacts with who called and what came of it, written with COPY; what is told of people is invented.

Half of the contacts are answered, a quarter referred, a fifth became requests that are there, the rest is recorded.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.intake.ledger.rows import type_of
from services.intake.models import Contact, ContactItem, Resident
from tests.load.copying import NULL, Bar, Copying, identity, line
from tests.load.history import DEPARTMENTS
from tests.load.people import PEOPLE, People

YEARS = 10
AT_ONCE = 100_000
VARIANTS = 5_000
NAMED = 0.5  # the share of contacts whose caller gave a name
TABLES = (Contact.__table__, ContactItem.__table__, Resident.__table__)
CONTACT = ("id", "received_at", "logged_at", "changed_at", "resident_id", "type", "channel", "language", "caller_type",
           "dialled", "talk_seconds", "wrap_seconds", "anonymous", "resolved", "logged_by", "drill")  # fmt: skip
ITEM = ("contact_id", "position", "outcome", "article_id", "article_version", "referred_to", "department", "kind",
        "about", "number")  # fmt: skip
OUTCOMES = {"answered": 50, "referred": 25, "request": 20, "recorded": 5}
CHANNELS = {"phone": 70, "web": 22, "email": 5, "letter": 2, "walk_in": 1}
LANGUAGES = {"en": 80, "es": 12, "am": 2, "fr": 2, "zh": 2, "ko": 1, "vi": 1}


@dataclass(frozen=True)
class Variant:
    """A contact as it often is: the end of its row, and its items without the contact's id."""

    row: str
    items: tuple[tuple[str, bool], ...]  # the end of an item's row, and whether a request's number follows


def _draw(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _item(chance: random.Random, outcome: str) -> dict[str, Any]:
    department = chance.choice(DEPARTMENTS)
    said: dict[str, dict[str, Any]] = {
        "answered": {"article_id": f"article-{chance.randrange(400)}", "article_version": "1"},
        "referred": {"referred_to": f"agency-{chance.randrange(60)}"},
        "recorded": {"kind": chance.choice(("praise", "suggestion")), "about": "department", "department": department},
    }
    return {"outcome": outcome, "department": department} | said.get(outcome, {})


def make_variant(chance: random.Random) -> Variant:
    """One of the kinds of contact there are."""
    outcomes = [_draw(chance, OUTCOMES) for _ in range(1 if chance.random() < 0.85 else 2)]
    items = [_item(chance, outcome) for outcome in outcomes]
    channel = _draw(chance, CHANNELS)
    seconds = (str(int(chance.expovariate(1 / 240))), str(int(chance.expovariate(1 / 40))))
    talk = seconds if channel == "phone" else (None, None)
    resolved = "t" if {*outcomes} <= {"answered", "recorded"} else "f"
    row = line((type_of(items), channel, _draw(chance, LANGUAGES), "resident", None, *talk, "f", resolved,
                f"staff:agent-{chance.randrange(60)}", "f"))  # fmt: skip
    ends = (
        (line([str(position), *(item.get(name) for name in ITEM[2:9])])[:-1], item["outcome"] == "request")
        for position, item in enumerate(items)
    )
    return Variant(row, tuple(ends))


class Seed:
    """Writes contacts of ten years, the last one a minute ago."""

    def __init__(self, copying: Copying, total: int, chance: random.Random) -> None:
        self.copying, self.total, self.chance = copying, total, chance
        self.people = People(chance, numbered=False, count=min(total, PEOPLE))
        self.variants = [make_variant(chance) for _ in range(VARIANTS)]
        self.apart = timedelta(days=365 * YEARS) / total
        self.start = datetime.now(UTC) - timedelta(minutes=1) - self.apart * (total - 1)

    def run(self) -> None:
        """Write all."""
        self.copying.drop_indexes()
        numbers = self._numbers()
        bar = Bar(self.total, "contacts")
        for first in range(0, self.total, AT_ONCE):
            self._write(first, min(AT_ONCE, self.total - first), numbers)
            bar.show(min(first + AT_ONCE, self.total))

    def _numbers(self) -> Iterator[str]:
        """Numbers of requests in their order, a portion at a time; without any, items name none."""
        last = 0
        while True:
            with self.copying.connection as connection, connection.cursor() as cursor:
                query = "SELECT id, number FROM service_requests WHERE id > %s ORDER BY id LIMIT 50000"
                cursor.execute(query, (last,))
                rows = cursor.fetchall()
            if not rows and not last:
                return
            last = rows[-1][0] if rows else 0
            yield from (number for _, number in rows)

    def _write(self, first: int, count: int, numbers: Iterator[str]) -> None:
        rows, items, residents = [], [], []
        chance, variants, people = self.chance.random, self.variants, self.people.ends
        for position in range(first, first + count):
            at = self.start + self.apart * position
            contact, text = identity(at), str(at)
            variant = variants[int(chance() * VARIANTS)]
            resident = identity(at) if chance() < NAMED else NULL
            rows.append(f"{contact}\t{text}\t{text}\t{text}\t{resident}\t{variant.row}")
            for end, numbered in variant.items:
                items.append(f"{contact}\t{end}\t{next(numbers, NULL) if numbered else NULL}\n")
            if resident != NULL:
                residents.append(f"{resident}\t{people[int(chance() * len(people))]}")
        self.copying.copy("residents", ("id", *self.people.columns), residents)
        self.copying.copy("contacts", CONTACT, rows)
        self.copying.copy("contact_items", ITEM, items)


def fill(url: str, total: int) -> None:
    """Write what is missing so that there are so many contacts, and bring back the indexes, whoever dropped them."""
    copying = Copying(url, TABLES)
    there = copying.count("contacts")
    if there < total:
        Seed(copying, total - there, random.Random(311)).run()
    copying.finish(there < total)
