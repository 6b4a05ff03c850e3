"""Loading a county."""

import json

from services.kb.agencies import list_agencies
from services.kb.articles import read_article
from services.kb.load import load_folder, main
from tests.kb.golden import COUNTY
from tests.kb.said import events_said
from tests.kb.sample import a_library, an_agency

ARTICLE = {
    "id": "library-card",
    "department": "libraries",
    "level": 1,
    "service_types": ["library-account"],
    "translations": {
        "es": {"title": "Tarjeta de biblioteca", "summary": "", "body": ""},
        "en": {"title": "Library card", "summary": "", "body": "", "keywords": ["borrow"], "aliases": []},
    },
    "review_on": "2027-01-15",
    "links": [],
}


def load(store, folder, article=ARTICLE):
    for name, things in (("articles", [article]), ("directory", [an_agency()]), ("facilities", [a_library()])):
        (folder / f"{name}.json").write_text(json.dumps(things), "utf-8")
    with store.transaction() as session:
        return load_folder(session, folder)


def test_everything_in_the_folder_is_stored(store, tmp_path):
    assert load(store, tmp_path) == {"texts": 2, "agencies": 1, "lines": 0, "facilities": 1}

    with store.reading() as session:
        assert read_article(session, "library-card", "es")["title"] == "Tarjeta de biblioteca"
        assert list_agencies(session)[0]["id"] == "state-highways"


def test_loading_again_changes_and_says_nothing(store, tmp_path):
    load(store, tmp_path)
    said = events_said(store)

    assert load(store, tmp_path) == {"texts": 0, "agencies": 0, "lines": 0, "facilities": 0}
    assert events_said(store) == said


def test_only_what_has_changed_gets_a_new_version(store, tmp_path):
    load(store, tmp_path)
    changed = ARTICLE | {"translations": ARTICLE["translations"] | {"en": {"title": "Library cards"}}}

    assert load(store, tmp_path, changed) == {"texts": 1, "agencies": 0, "lines": 0, "facilities": 0}


def test_an_empty_folder_is_no_error(store, tmp_path):
    with store.transaction() as session:
        assert load_folder(session, tmp_path) == {"texts": 0, "agencies": 0, "lines": 0, "facilities": 0}


def test_the_command_loads_into_the_services_own_database(store, database_url, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HUB311_DATABASE_KB", database_url)

    assert main([str(COUNTY)]) == 0
    assert capsys.readouterr().out.startswith("kb: new or changed: ")
    with store.reading() as session:
        assert read_article(session, "library-card", "en")["version"] == 1


def test_the_command_says_how_it_is_used(capsys):
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
