"""Search over articles, agencies, service types and facilities."""

import pytest

from services.kb.facilities import Place
from services.kb.search import Question
from tests.kb.sample import (
    FRIDAY_NOON,
    SUNDAY_NIGHT,
    a_library,
    a_search,
    a_service,
    an_agency,
    an_article,
    find_ids,
)

LIBRARY_CARD = an_article(
    "library-card",
    "Get a library card",
    es={"title": "Obtener una tarjeta de la biblioteca", "summary": "Es gratis para residentes.", "body": ""},
    summary="A library card is free for residents.",
    body="Bring a photo identification and proof of address.",
    keywords=["borrow books"],
)
IMMIGRATION = an_agency(
    "ice",
    name={"en": "Immigration Enforcement"},
    aliases=["ICE"],
    keywords=[],
    description={},
    phone=None,
    numbers=[],
)
SNOW = an_article("snow", "Snow and ice on roads", keywords=["plow"], summary="Roads are plowed.", body="")
COUNTY = a_search(
    [an_article(), LIBRARY_CARD, SNOW],
    [an_agency(), IMMIGRATION],
    [a_service()],
    [a_library(), a_library("oak-library", "Oak Library", 39.2, hours={"open": [[6, "12:00", "23:59"]]})],
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("which day is trash collection", "trash-pickup", id="plain words"),
        pytest.param("when is my garbage collected", "trash-pickup", id="a word of the same meaning"),
        pytest.param("librery crad", "library-card", id="two words with a typing mistake"),
        pytest.param("tarjeta de biblioteca", "library-card", id="Spanish with a Spanish text"),
        pytest.param("no recogieron la basura", "missed-trash", id="Spanish with a service type"),
        pytest.param("bache en la carretera", "state-highways", id="Spanish with an agency"),
        pytest.param("SHA", "state-highways", id="an acronym"),
        pytest.param("sha number please", "state-highways", id="an acronym in small letters"),
        pytest.param("who has 410 555 0100", "state-highways", id="a phone number written otherwise"),
        pytest.param("ICE", "ice", id="an acronym that is also a word, in capitals"),
        pytest.param("ice on my road", "snow", id="the same as a word"),
        pytest.param("missed-trash", "missed-trash", id="a code"),
    ],
)
def test_the_right_thing_comes_first(text, first):
    assert find_ids(COUNTY, text)[:1] == [first]


def test_a_number_for_agents_does_not_lead_the_public_to_its_agency():
    assert find_ids(COUNTY, "410-555-0111") == []
    assert find_ids(COUNTY, "410-555-0111", rules=("public", "agents_only")) == ["state-highways"]


def test_a_number_that_is_never_given_out_is_no_key_for_anyone():
    assert find_ids(COUNTY, "410-555-0199", rules=("public", "agents_only", "never")) == []


def test_the_nearest_open_library_is_one_that_is_open():
    ids = find_ids(COUNTY, "nearest open library", SUNDAY_NIGHT, near=Place(39.01, -77.02))

    assert ids[0] == "oak-library"


def test_the_nearest_library_is_the_nearest():
    ids = find_ids(COUNTY, "closest libary to me", near=Place(39.19, -77.02))

    assert ids[:2] == ["oak-library", "elm-library"]


def test_a_library_asked_for_by_name_comes_before_a_nearer_one():
    assert find_ids(COUNTY, "is the elm street library open today", near=Place(39.2, -77.02))[0] == "elm-library"


def test_buildings_are_wished_in_spanish_too():
    found = COUNTY.find(Question("biblioteca más cercana abierta ahora", FRIDAY_NOON, near=Place(39.01, -77.02)))

    assert (found.hits[0].entry.id, found.language) == ("elm-library", "es")
    assert found.hits[0].facility["open"] is True


def test_trash_near_a_library_is_no_wish_for_a_library():
    assert find_ids(COUNTY, "trash not collected near the library")[0] in ("missed-trash", "trash-pickup")


def test_an_article_without_a_spanish_text_is_marked_as_a_fallback():
    hit = COUNTY.find(Question("trash pickup", FRIDAY_NOON, language="es")).hits[0]
    spanish = COUNTY.views["es"].entries[0]

    assert (hit.entry.fallback, spanish.language, spanish.fallback) == (False, "en", True)


def test_the_snippet_is_the_sentence_that_matched():
    hit = COUNTY.find(Question("trash collection on holidays", FRIDAY_NOON)).hits[0]

    assert hit.snippet == "On holidays collection moves one day later."


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "?!",
        "asdfgh qwertz",
        "how do i",
        "\ud800",
        "((((",
        'title:"',
        "zz " * 4000,
        "🙃",
        "1",
    ],
)
def test_empty_senseless_and_hostile_questions_find_nothing(text):
    assert find_ids(COUNTY, text) == []


@pytest.mark.parametrize(
    "text",
    [
        'trash AND (pickup OR "',
        "trash:pickup^9 *",
        "trash\x00 pickup",
        "trash pickup " * 1000,
        "trash/pickup~2 -title:x",
    ],
)
def test_query_syntax_is_only_words(text):
    assert find_ids(COUNTY, text)[0] == "trash-pickup"


def test_unspaced_scripts_are_compared_in_pairs():
    search = a_search([an_article("trash-zh", "垃圾收集日", summary="每周一次", body="", keywords=[])])

    assert find_ids(search, "什么时候收垃圾收集") == ["trash-zh"]


def test_a_snippet_is_plain_text():
    search = a_search([an_article(body="- Look **up** your [collection day](https://x.example)\n- Set it out")])

    hit = search.find(Question("collection day look up", FRIDAY_NOON)).hits[0]

    assert hit.snippet == "Look up your collection day"


def test_a_word_that_exists_is_not_taken_for_a_misspelling():
    search = a_search([an_article("done", "Work is done")])

    assert find_ids(search, "drone") == []
    assert find_ids(search, "doen") == ["done"]


def test_scores_fall_and_stay_between_zero_and_one():
    scores = [hit.score for hit in COUNTY.find(Question("trash collection library", FRIDAY_NOON)).hits]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("libraries card", "library-card", id="another form of a word"),
        pytest.param("snow plow ed", "snow", id="two words that are one"),
        pytest.param("librarycard", "library-card", id="one word that is two"),
    ],
)
def test_words_written_apart_or_together_are_found(text, first):
    assert find_ids(COUNTY, text)[:1] == [first]
