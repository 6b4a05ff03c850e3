"""What people asked: counted by what they found, and kept as a gap only when nothing answered, without names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.common.statements import upsert
from services.kb.gaps import count_gap
from services.kb.models import SearchCount
from services.kb.words import clean_text, fold_text

LONGEST_GAP = 200  # characters
NOTHING = "none"
COUNTED = ("day", "language", "found_kind", "found_id", "times")
EMAIL = re.compile(r"\S+@\S+")
PHONE = re.compile(r"\+?\(?\d[\d\s().\-]{5,}\d")
DIGITS = re.compile(r"\d{4,}")
NAME = re.compile(r"\b(my name is|i am called|me llamo|mi nombre es)\s+[^\s,.;]+(\s+[^\s,.;]+)?", re.IGNORECASE)
STREETS = "st|street|ave|avenue|rd|road|dr|drive|ln|lane|ct|court|blvd|way|pl|place"
HOUSE_NUMBER = re.compile(rf"\b\d{{1,5}}[a-z]?\s+(?=([^\W\d_]+\s+){{1,3}}({STREETS})\b)", re.IGNORECASE)
NOT_WORDS = re.compile(r"[^\w\s#']+")


@dataclass(frozen=True)
class Asked:
    """One search: when, in which language, what came first; the text only when nothing answered."""

    moment: datetime
    language: str
    found_kind: str = NOTHING
    found_id: str = ""
    unanswered_text: str = ""


def strip_personal(text: str) -> str:
    """The text without e-mail addresses, phone numbers, long digit runs, house numbers and a name just given."""
    text = NAME.sub(r"\1 #", EMAIL.sub("#", text))
    return HOUSE_NUMBER.sub("# ", DIGITS.sub("#", PHONE.sub("#", text)))


def normalise_question(text: str) -> str:
    """The form by which gaps are counted: stripped, folded, without punctuation; empty when nothing is left."""
    plain = NOT_WORDS.sub(" ", fold_text(strip_personal(clean_text(text, 2 * LONGEST_GAP))))
    short = " ".join(plain.split())[:LONGEST_GAP].strip()
    return short if re.search(r"[^\W\d_]{2}", short) else ""


def note_questions(session: Session, asked: list[Asked]) -> None:
    """Count searches by day, language and what they found; count or open a gap for each that found nothing."""
    _count_searches(session, asked)
    texts = [(question, normalise_question(question.unanswered_text)) for question in asked]
    for question, text in sorted(texts, key=lambda pair: pair[1]):
        if text:
            count_gap(session, text, question.language, question.moment)


def _count_searches(session: Session, asked: list[Asked]) -> None:
    counts = Counter((q.moment.date(), q.language, q.found_kind, q.found_id) for q in asked)
    if not counts:
        return
    table = SearchCount.__table__
    insert = upsert(session, table)
    added = {"times": table.c.times + insert.excluded.times}
    statement = insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=added)
    # In one order by all, so that two replicas cannot wait for each other.
    session.execute(statement, [dict(zip(COUNTED, (*key, counts[key]), strict=True)) for key in sorted(counts)])
