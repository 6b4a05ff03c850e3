"""Which language a question is in, told by its script, common words and the words of known texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from services.kb.lexicon import known_languages, read_lexicon
from services.kb.words import cut_words, fold_text

UNKNOWN = "und"  # BCP 47: undetermined
HINT_WEIGHT = 0.5
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
VIETNAMESE = re.compile("[đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
SPANISH_SIGNS = re.compile("[ñ¿¡]", re.IGNORECASE)
# Common words of other languages met here, without those that English or Spanish share.
OTHERS = {
    "fr": "le les des est une dans pour avec qui sur je vous nous mon ma ou comment pas du au ce cette et quel "
    "quelle puis faire sont ai",
    "pt": "o os um uma da dos das nao em para com voce eu meu minha onde como quando fazer posso no na ao pelo",
    "ht": "mwen ou li nou yo ki kote kijan pa nan pou ak gen yon sa",
    "tl": "ang ng mga sa ko ako ikaw siya po paano saan ano ba kung hindi",
}


def tell_language(text: str, known: Mapping[str, Collection[str]] | None = None, hint: str | None = None) -> str:
    """The language of a short text: en, es, another code, or `und` when nothing speaks for any.

    `known` gives for a language the folded words that its own texts use; it decides where common words are
    missing, as in a question of one word. A `hint`, as the language of the reader's page, decides between equals.
    """
    by_script = next((code for code, letters in SCRIPTS if letters.search(text)), None)
    if by_script:
        return by_script
    if VIETNAMESE.search(text):
        return "vi"
    evidence = _weigh(cut_words(text), known or {})
    if SPANISH_SIGNS.search(text):
        evidence["es"] = evidence.get("es", 0) + 2
    if any(evidence.values()) and hint in evidence:
        evidence[hint] += HINT_WEIGHT
    best = max(evidence, key=lambda code: evidence[code], default=UNKNOWN)
    return best if evidence.get(best) else UNKNOWN


def _weigh(words: list[str], known: Mapping[str, Collection[str]]) -> dict[str, float]:
    # Ties go to the language named first, and featured languages come first.
    evidence: dict[str, float] = {}
    for language in (*known_languages(), *OTHERS):
        common, used = _common_words(language), known.get(language, ())
        evidence[language] = sum((word in common) + 0.6 * (word in used) for word in words)
    return evidence


def _common_words(language: str) -> frozenset[str]:
    if language in OTHERS:
        return frozenset(fold_text(OTHERS[language]).split())
    lexicon = read_lexicon(language)
    return lexicon.stopwords | lexicon.nearest | lexicon.open
