"""What search can find: one entry for each article, agency, service type and facility, in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.kb.directory import NEVER, choose_words, list_numbers
from services.kb.lexicon import read_lexicon

ARTICLE, AGENCY, SERVICE, FACILITY = "article", "agency", "service", "facility"


@dataclass(frozen=True, eq=False)
class Entry:
    """One thing that can be the answer, in one language, with the numbers that may be given out."""

    kind: str
    id: str
    version: int
    language: str
    title: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    body: str = ""
    phones: tuple[tuple[str, str], ...] = ()
    old_numbers: tuple[str, ...] = ()  # it is found by them, and nobody is told them
    url: str | None = None
    service_code: str | None = None
    wanted_language: str = "en"
    outdated: bool = False
    facility: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def fallback(self) -> bool:
        """Whether the text is in another language than the reader's, because there is none in that."""
        return self.language != self.wanted_language

    def phone_for(self, rules: tuple[str, ...]) -> str | None:
        """The first number that these publish rules allow."""
        return next((number for number, rule in self.phones if rule in rules), None)


def article_entry(article: dict, language: str) -> Entry:
    """An article in the language, else in its source language; `article["texts"]` is {language: text}."""
    texts = article["texts"]
    chosen = next(code for code in (language, article["source_language"], *sorted(texts)) if code in texts)
    text = texts[chosen]
    return Entry(
        kind=ARTICLE,
        id=article["id"],
        version=text["version"],
        language=chosen,
        wanted_language=language,
        title=text["title"],
        aliases=(*text.get("keywords", ()), *text.get("aliases", ())),
        summary=text["summary"],
        body=text["body"],
        outdated=bool(text.get("outdated")),
        url=next((link["url"] for link in article.get("links") or () if isinstance(link, dict)), None),
        service_code=next(iter(article.get("service_types") or ()), None),
    )


def agency_entry(agency: dict, language: str) -> Entry:
    """A directory entry without the numbers that are never given out: nobody finds an agency by them."""
    name, chosen = choose_words(agency["name"], language)
    other_names = tuple(text for text in agency["name"].values() if text != name)
    return Entry(
        kind=AGENCY,
        id=agency["id"],
        version=agency["version"],
        language=chosen,
        wanted_language=language,
        title=name,
        aliases=(*_listed(agency, "aliases", language), *_listed(agency, "keywords", language), *other_names),
        summary=choose_words(agency.get("description"), language)[0],
        phones=tuple((row["number"], row["publish"]) for row in list_numbers(agency) if row["publish"] != NEVER),
        old_numbers=tuple(agency.get("old_numbers") or ()),
        url=agency.get("url"),
    )


def service_entry(service: dict, language: str) -> Entry:
    """A service type of routing's catalogue."""
    name, chosen = choose_words(service["name"], language)
    return Entry(
        kind=SERVICE,
        id=service["code"],
        version=service.get("version", 1),
        language=chosen,
        wanted_language=language,
        title=name,
        aliases=(
            *_listed(service, "keywords", language),
            service["code"].replace("_", " ").replace("-", " "),
        ),
        summary=choose_words(service.get("description"), language)[0],
        service_code=service["code"],
    )


def facility_entry(facility: dict, language: str) -> Entry:
    """A facility; its kind is found by the words that the language has for it."""
    name, chosen = choose_words(facility["name"], language)
    kind = facility["kind"]
    named = read_lexicon(language).kinds.get(kind, ()) or (kind.replace("-", " ").replace("_", " "),)
    features = (feature.replace("_", " ") for feature in facility.get("features") or ())
    return Entry(
        kind=FACILITY,
        id=facility["id"],
        version=facility.get("version", 1),
        # A building has one name in all languages: nothing is missing where only the name is shown.
        language=language if isinstance(facility["name"], str) else chosen,
        wanted_language=language,
        title=name,
        aliases=(*named, *features),
        summary=facility.get("address") or "",
        phones=((facility["phone"], "public"),) if facility.get("phone") else (),
        url=facility.get("url"),
        facility=facility,
    )


def _listed(entry: dict, member: str, language: str) -> tuple[str, ...]:
    """Words kept once for all languages or by language; those of every language find the entry."""
    words = entry.get(member) or ()
    if isinstance(words, dict):
        return tuple(word for code in sorted(words, key=lambda code: code != language) for word in words[code])
    return tuple(words)
