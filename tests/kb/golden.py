"""How well search answers the golden questions: `python -m tests.kb.golden` prints R@1 and R@3 and what it missed."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from services.kb.entries import AGENCY, ARTICLE, FACILITY, SERVICE
from services.kb.facilities import Place
from services.kb.load import read_list, writings_of
from services.kb.material import build_search
from services.kb.search import Found, Hit, Question, Search
from tests.kb.sample import ZONE

COUNTY = Path(__file__).parents[2] / "deploy" / "sample"
GOLDEN = Path(__file__).parent / "golden.json"
CENTRE = Place(39.08, -77.15)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)
KINDS = (ARTICLE, AGENCY, SERVICE, FACILITY)


def search_county() -> Search:
    """Search over the sample county, without a database."""
    files = {"agencies": "directory", "services": "service_types", "facilities": "facilities"}
    material = {name: [t | {"version": 1} for t in read_list(COUNTY / f"{file}.json")] for name, file in files.items()}
    articles = [_article(article) for article in read_list(COUNTY / "articles.json")]
    return build_search(material | {"articles": articles}, ZONE)


def _article(article: dict) -> dict:
    texts = {writing.language: writing.words | {"version": 1} for writing in writings_of(article)}
    about = {name: article[name] for name in ("id", "service_types", "links")}
    return about | {"source_language": "en", "texts": texts}


def read_golden() -> list[dict]:
    """The questions: what to expect ("service:pothole", or "kind:library" for any library), tuning or held out."""
    return json.loads(GOLDEN.read_text("utf-8"))


def ask(search: Search, question: dict) -> Found:
    """What is found at noon on a working day in the middle of the county."""
    return search.find(Question(question["q"], NOON, near=CENTRE))


def rank_of(question: dict, hits: list[Hit]) -> int:
    """The place of the first expected hit, 1 for the first; 99 when there is none."""
    expected = set(question["expect"])
    return next((at for at, hit in enumerate(hits, 1) if expected & _labels(hit)), 99)


def _labels(hit: Hit) -> set[str]:
    entry = hit.entry
    return {f"{entry.kind}:{entry.id}"} | ({f"kind:{entry.facility['kind']}"} if entry.facility else set())


def measure(search: Search, questions: list[dict]) -> dict[str, float]:
    """R@1 and R@3 of questions that have an answer, and how many of them are sure; how many others are not."""
    known = [(question, ask(search, question)) for question in questions if question["expect"]]
    foreign = [ask(search, question) for question in questions if not question["expect"]]
    ranks = [rank_of(question, found.hits) for question, found in known]
    return {
        "R@1": _share(rank <= 1 for rank in ranks),
        "R@3": _share(rank <= 3 for rank in ranks),
        "sure": _share(found.sure for _, found in known),
        "foreign unsure": _share(not found.sure for found in foreign),
        "questions": len(questions),
    }


def _share(cases: Iterable[bool]) -> float:
    counted = list(cases)
    return sum(counted) / len(counted) if counted else 0.0


def main() -> None:
    """Print the figures by use, language and typing mistakes; with -v what was missed."""
    search, groups = search_county(), defaultdict(list)
    for question in read_golden():
        typos = " with typing mistakes" if question["typos"] else ""
        for group in (question["use"], "all", f"{question['language']}{typos}"):
            groups[group].append(question)
        found = ask(search, question)
        if "-v" in sys.argv and (rank_of(question, found.hits) > 1 if question["expect"] else found.sure):
            print(question["use"], repr(question["q"]), question["expect"][:2], "->", *map(_show, found.hits[:4]))
    for group, questions in groups.items():
        print(f"{group:28}", {name: round(value, 3) for name, value in measure(search, questions).items()})


def _show(hit: Hit) -> str:
    return f"{hit.entry.kind}:{hit.entry.id}={hit.score}"


if __name__ == "__main__":
    main()
