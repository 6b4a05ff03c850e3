"""Articles: versions, drafts and translations."""

from dataclasses import replace

import pytest

from services.kb.articles import list_articles, read_article
from services.kb.contract import ArticleNotFound, DraftNotFound, SourceTextMissing
from services.kb.drafts import publish_draft, save_draft
from services.kb.publishing import Publisher, Writing, publish_text
from tests.kb.said import events_said
from tests.kb.sample import FRIDAY_NOON

EDITOR = Publisher("rm-7", FRIDAY_NOON)
WORDS = {"title": "Library cards", "summary": "Free for residents.", "body": "", "keywords": [], "aliases": []}
ENGLISH = Writing("library-card", "en", WORDS, department="libraries", level=1)
SPANISH = Writing("library-card", "es", WORDS | {"title": "Tarjetas de biblioteca"})
NEWER = replace(ENGLISH, words=WORDS | {"summary": "Free for everyone."})


def publish(store, *writings):
    with store.transaction() as session:
        return [text and text.version for text in (publish_text(session, w, EDITOR) for w in writings)]


def read(store, language="en", version=None):
    with store.reading() as session:
        return read_article(session, "library-card", language, version)


def test_each_publication_is_the_next_version(store):
    assert publish(store, ENGLISH, SPANISH, NEWER) == [1, 2, 3]


def test_publishing_the_same_again_makes_no_version_and_says_nothing(store):
    publish(store, ENGLISH)

    assert publish(store, ENGLISH) == [None]
    assert len(events_said(store)) == 1


def test_an_old_version_can_be_read_as_it_was_said(store):
    publish(store, ENGLISH, NEWER)

    assert [read(store, version=1)["summary"], read(store)["summary"]] == ["Free for residents.", "Free for everyone."]


def test_a_missing_language_falls_back_to_english_and_says_so(store):
    publish(store, ENGLISH)

    article = read(store, "es")

    assert (article["language"], article["fallback"]) == ("en", True)


def test_a_translation_is_out_of_date_when_its_source_has_changed(store):
    publish(store, ENGLISH, SPANISH)
    before = read(store, "es")["outdated"]
    publish(store, NEWER)

    assert (before, read(store, "es")["outdated"]) == (False, True)


def test_a_new_translation_of_the_newest_text_is_up_to_date_again(store):
    publish(store, ENGLISH, SPANISH, NEWER, replace(SPANISH, words=SPANISH.words | {"summary": "Para todos."}))

    assert read(store, "es")["outdated"] is False


def test_a_new_owner_makes_a_new_version_of_the_source_text_only(store):
    publish(store, ENGLISH, SPANISH)

    assert publish(store, replace(ENGLISH, department="recreation"), SPANISH) == [3, None]


def test_a_translation_without_a_source_text_is_refused(store):
    with pytest.raises(SourceTextMissing):
        publish(store, SPANISH)


def test_the_event_names_version_language_department_and_level(store):
    publish(store, ENGLISH)

    (_, data), *more = events_said(store, "article_published")

    expected = {"article_id": "library-card", "version": 1, "language": "en", "department": "libraries"}
    assert data == expected | {"level": 1, "title": "Library cards", "drill": False}
    assert more == []


def test_a_draft_is_seen_by_nobody(store):
    with store.transaction() as session:
        save_draft(session, ENGLISH, EDITOR)

    with pytest.raises(ArticleNotFound):
        read(store)


def test_publishing_a_draft_shows_it_and_removes_it(store):
    with store.transaction() as session:
        save_draft(session, ENGLISH, EDITOR)
    with store.transaction() as session:
        publish_draft(session, ("library-card", "en"), EDITOR)

    assert read(store)["department"] == "libraries"
    with pytest.raises(DraftNotFound), store.transaction() as session:
        publish_draft(session, ("library-card", "en"), EDITOR)


def test_articles_are_listed_in_a_language_or_in_that_of_their_source(store):
    publish(store, ENGLISH, SPANISH, replace(ENGLISH, article_id="museum-pass"), NEWER)

    with store.reading() as session:
        first = list_articles(session, "es", "", 1)
        second = list_articles(session, "es", first["next"], 1)

    shown = [(item["id"], item["language"], item["version"]) for item in first["items"] + second["items"]]
    assert shown == [("library-card", "es", 2), ("museum-pass", "en", 1)]
    assert second["next"] is None


def test_a_version_that_never_was_is_not_found(store):
    publish(store, ENGLISH)

    with pytest.raises(ArticleNotFound):
        read(store, version=9)
