"""A small knowledge base true to life, for tests that need no whole county."""

from datetime import datetime
from zoneinfo import ZoneInfo

from services.kb.directory import PUBLIC
from services.kb.entries import agency_entry, article_entry, facility_entry, service_entry
from services.kb.search import Question, Search

ZONE = ZoneInfo("America/New_York")
FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 0, tzinfo=ZONE)
WEEKDAYS = [[day, "08:30", "17:00"] for day in range(5)]


def an_article(id="trash-pickup", title="Trash pickup days", es=None, **members):
    """An article with an English text and, when given, a Spanish one."""
    text = {
        "version": 1,
        "title": title,
        "summary": "Trash is collected once a week. Put your cart at the curb by 7 a.m.",
        "body": "Look up your collection day by address. On holidays collection moves one day later.",
        "keywords": ["garbage", "collection day"],
        "aliases": [],
    }
    texts = {"en": text | members}
    if es:
        texts["es"] = text | {"version": 2, "keywords": [], "aliases": []} | es
    return {"id": id, "source_language": "en", "texts": texts, "service_types": ["missed-trash"], "links": []}


def an_agency(id="state-highways", **members):
    """A directory entry with a public number, one for agents and one that is never given out."""
    entry = {
        "id": id,
        "version": 1,
        "name": {"en": "State Highway Administration", "es": "Administración Estatal de Carreteras"},
        "level": "state",
        "class": "external",
        "phone": "410-555-0100",
        "numbers": [
            {"number": "410-555-0100", "use": "main", "publish": "public"},
            {"number": "410-555-0111", "use": "shop on duty", "publish": "agents_only"},
            {"number": "410-555-0199", "use": "director's cell", "publish": "never"},
        ],
        "url": "https://roads.example.gov",
        "hours": {"open": WEEKDAYS, "text": "Monday to Friday 8:30 to 5"},
        "languages": ["en", "es"],
        "aliases": ["SHA"],
        "keywords": ["state road", "interstate"],
        "description": {"en": "Potholes and signs on state roads.", "es": "Baches y señales en carreteras."},
        "owner_department": "transportation",
        "verified_on": "2026-10-01",
        "review_on": "2027-04-01",
    }
    return entry | members


def a_library(id="elm-library", name="Elm Street Library", lat=39.01, long=-77.02, **members):
    """A library, open on weekdays from ten to eight."""
    facility = {
        "id": id,
        "version": 1,
        "kind": "library",
        "name": name,
        "address": "12 Elm St",
        "lat": lat,
        "long": long,
        "phone": "301-555-0142",
        "hours": {"open": [[day, "10:00", "20:00"] for day in range(5)], "text": "Mo-Fr 10-8"},
        "url": None,
        "features": ["wifi"],
        "languages": ["en"],
    }
    return facility | members


def a_service(code="missed-trash", **members):
    """A service type as routing says it."""
    service = {
        "code": code,
        "name": {"en": "Missed trash collection", "es": "Basura no recogida"},
        "description": {"en": "Your cart was not emptied.", "es": "No vaciaron su contenedor."},
        "group": "waste",
        "keywords": ["garbage not picked up"],
        "level": 3,
        "department": "environment",
    }
    return service | members


def a_search(articles=(), agencies=(), services=(), facilities=()):
    """A search over these things in English and Spanish."""
    makers = ((article_entry, articles), (agency_entry, agencies), (service_entry, services))
    pairs = (*makers, (facility_entry, facilities))
    languages = ("en", "es")
    return Search({code: [make(t, code) for make, things in pairs for t in things] for code in languages}, ZONE)


def find_ids(search, text, moment=FRIDAY_NOON, **members):
    """The identifiers of what a question finds, best first."""
    question = Question(text, moment, members.pop("rules", (PUBLIC,)), **members)
    return [hit.entry.id for hit in search.find(question).hits]
