"""The index of one language: every entry as its readers see it, found by the stems of its words."""

from __future__ import annotations

from collections import Counter
from math import log

import tantivy

from services.kb.entries import Entry
from services.kb.lexicon import known_languages
from services.kb.real_words import real_words
from services.kb.vocabulary import Vocabulary
from services.kb.words import cut_words, stem_word

# How much a word weighs by where it stands; chosen on the tuning half of tests/kb/golden.json.
FIELD_WEIGHTS = {"title": 2.2, "aliases": 2.2, "summary": 1.3, "body": 0.7}
TIE_BREAKER = 0.25  # what the other fields add to the best one
HEAP_BYTES = 15_000_000  # tantivy's least for one writing thread
WANTED = tantivy.Occur.Should


class View:
    """A tantivy index in memory over the entries in one language, never changed once built."""

    def __init__(self, language: str, entries: list[Entry]) -> None:
        self.language = language
        self.entries = entries
        texts = [_texts(entry) for entry in entries]
        words = [{field: cut_words(text) for field, text in fields.items()} for fields in texts]
        used = (word for fields in words for cut in fields.values() for word in cut)
        self.vocabulary = Vocabulary(used, real_words(*sorted({language, *known_languages()})))
        stems = [{name: [stem_word(w, language) for w in cut] for name, cut in row.items()} for row in words]
        self.stems = [frozenset(stem for cut in fields.values() for stem in cut) for fields in stems]
        self.leading = [frozenset(fields["title"]) | frozenset(fields["aliases"]) for fields in stems]
        self._used_by = Counter(stem for found in self.stems for stem in found)
        self._searcher, self._schema = self._index(stems)

    def uses(self, stem: str) -> bool:
        """Whether any entry uses the stem."""
        return self._used_by[stem] > 0

    def rarity(self, stem: str) -> float:
        """How much a stem tells, by how few entries use it; highest for one that no entry uses."""
        return log(1 + (len(self.entries) + 0.5) / (self._used_by[stem] + 0.5))

    def candidates(self, terms: list[dict[str, float]], limit: int) -> list[tuple[int, float]]:
        """The best entries for the terms, as (position in `entries`, score); each term is {stem: weight}."""
        query = tantivy.Query.boolean_query([(WANTED, self._any_of(term)) for term in terms if term])
        found = self._searcher.search(query, limit).hits
        return [(self._searcher.doc(address)["position"][0], score) for score, address in found]

    def _any_of(self, term: dict[str, float]) -> tantivy.Query:
        choices = [
            tantivy.Query.boost_query(self._word(stem, field), weight * field_weight)
            for stem, weight in term.items()
            for field, field_weight in FIELD_WEIGHTS.items()
        ]
        return tantivy.Query.disjunction_max_query(choices, TIE_BREAKER)

    def _word(self, stem: str, field: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, stem, index_option="freq")

    def _index(self, stems: list[dict[str, list[str]]]) -> tuple[tantivy.Searcher, tantivy.Schema]:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("position", stored=True)
        for field in FIELD_WEIGHTS:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        schema = builder.build()
        index = tantivy.Index(schema)
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for position, fields in enumerate(stems):
            document = tantivy.Document(position=position)
            for field, found in fields.items():
                document.add_text(field, " ".join(found))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return index.searcher(), schema


def _texts(entry: Entry) -> dict[str, str]:
    return {
        "title": entry.title,
        "aliases": " ".join(entry.aliases),
        "summary": entry.summary,
        "body": entry.body,
    }
