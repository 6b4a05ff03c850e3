"""The search that this process answers from, kept up with the tables, and what it was asked meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from services.common import clock, metrics
from services.common.database import DatabaseAway, Store
from services.kb import gaps
from services.kb.material import build_search, read_material
from services.kb.questions import NOTHING, Asked, note_questions
from services.kb.revision import current_revision
from services.kb.search import Found, Question, Search

COUNTED_LANGUAGES = ("en", "es")
MOST_NOTED = 10_000  # searches kept between two writings; beyond that the oldest go uncounted
GAPS_AT_ONCE = 50  # asked again in one go, so that callers never wait long

searches_total = metrics.counter("searches_total", "Searches by language and by what came first", ("language", "found"))
search_seconds = metrics.histogram("search_seconds", "From a question to its ranking, without the way there and back")
search_entries = metrics.gauge("search_entries", "Things that search can find, counted once for each language")
search_built_seconds = metrics.histogram("search_built_seconds", "From reading the tables to a search swapped in")
gaps_open = metrics.gauge("gaps_open", "Questions without an answer, as this process last counted them")

Building = Callable[..., Search]


class Shelf:
    """Holds one search and swaps it whole: a question sees the old state or the new one, never a mixture."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.search: Search | None = None
        self.revision = -1
        self._noted: deque[Asked] = deque(maxlen=MOST_NOTED)
        self._ask_again: deque[tuple[str, str, str]] = deque()

    def find(self, store: Store, question: Question) -> Found:
        """Answer a question and note it; the very first one may have to wait for the index."""
        if self.search is None:
            self.refresh(store)
        began = clock.monotonic_seconds()
        found = self.search.find(question)  # type: ignore[union-attr]
        search_seconds.observe(clock.monotonic_seconds() - began)
        self._note(question, found)
        return found

    def _note(self, question: Question, found: Found) -> None:
        first = found.hits[0].entry if found.sure else None
        kind = first.kind if first else NOTHING
        text = "" if first else question.text
        self._noted.append(Asked(question.moment, found.language, kind, first.id if first else "", text))
        searches_total.labels(found.language if found.language in COUNTED_LANGUAGES else "other", kind).inc()

    def refresh(self, store: Store, build: Building = build_search) -> bool:
        """Build anew when the revision has changed; `build` may run elsewhere, as in a thread. True when swapped."""
        with store.reading() as session:
            revision = current_revision(session)
            if revision == self.revision:
                return False
            began, material = clock.monotonic_seconds(), read_material(session)
            asked_in_vain = gaps.open_gaps(session)
        self.search, self.revision = build(material, self.zone), revision
        self._ask_again = deque(asked_in_vain)
        search_built_seconds.observe(clock.monotonic_seconds() - began)
        search_entries.set(sum(len(view.entries) for view in self.search.views.values()))
        return True

    def write_down(self, store: Store) -> None:
        """Write what was asked since the last time, and close gaps that something answers now."""
        noted = [self._noted.popleft() for _ in range(len(self._noted))]
        answered = list(self._answered_now(clock.now()))
        if not noted and not answered:
            return
        try:
            self._write(store, noted, answered)
        except DatabaseAway:
            self._noted.extendleft(reversed(noted))
            raise

    def _write(self, store: Store, noted: list[Asked], answered: list[tuple[str, tuple[str, str]]]) -> None:
        with store.transaction() as session:
            note_questions(session, noted)
            for gap_id, found in answered:
                gaps.close_gap(session, gap_id, found, clock.now())
            gaps_open.set(gaps.count_open(session))

    def _answered_now(self, moment: datetime) -> Iterator[tuple[str, tuple[str, str]]]:
        for _ in range(min(GAPS_AT_ONCE, len(self._ask_again))):
            gap_id, text, language = self._ask_again.popleft()
            found = self.search.find(Question(text, moment, language=language, limit=1)) if self.search else None
            if found and found.sure:
                yield gap_id, (found.hits[0].entry.kind, found.hits[0].entry.id)
