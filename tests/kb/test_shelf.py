"""The search that a process answers from follows the tables."""

import pytest

from services.common.database import DatabaseAway, Store, engine_for
from services.kb import gaps
from services.kb.publishing import Publisher, Writing, publish_text
from services.kb.search import Question
from services.kb.shelf import Shelf
from tests.kb.said import events_said
from tests.kb.sample import FRIDAY_NOON, ZONE

EDITOR = Publisher("rm-7", FRIDAY_NOON)
LOST_KITE = Question("where do i get my lost kite back", FRIDAY_NOON)
LOST_THINGS = {"title": "Lost things", "summary": "Things left in parks are kept for 30 days.", "keywords": []}


def publish(store, **words):
    with store.transaction() as session:
        publish_text(session, Writing("lost-things", "en", LOST_THINGS | words), EDITOR)


def test_what_was_published_is_found_after_the_next_look(store):
    shelf = Shelf(ZONE)
    before = shelf.find(store, LOST_KITE).hits
    publish(store, aliases=["lost kite"])
    shelf.refresh(store)

    assert (before, shelf.find(store, LOST_KITE).hits[0].entry.id) == ([], "lost-things")


def test_nothing_is_built_when_nothing_has_changed(store):
    publish(store)
    shelf = Shelf(ZONE)

    assert [shelf.refresh(store), shelf.refresh(store)] == [True, False]


def test_a_question_without_an_answer_becomes_a_gap_and_an_alias_closes_it(store):
    shelf = Shelf(ZONE)
    shelf.find(store, LOST_KITE)
    shelf.write_down(store)
    publish(store, aliases=["lost kite"])
    shelf.refresh(store)
    shelf.write_down(store)

    with store.reading() as session:
        assert gaps.count_open(session) == 0
    assert [type_ for type_, _ in events_said(store)] == ["gap_opened", "article_published", "gap_closed"]


def test_an_answered_question_is_written_down_without_its_words(store):
    publish(store, aliases=["lost kite"])
    shelf = Shelf(ZONE)
    shelf.find(store, LOST_KITE)
    shelf.write_down(store)

    with store.reading() as session:
        assert gaps.open_gaps(session) == []


def test_what_could_not_be_written_is_kept_for_the_next_time(store, tmp_path):
    shelf = Shelf(ZONE)
    shelf.find(store, LOST_KITE)
    away = Store(engine_for(f"sqlite:///{tmp_path}/empty.db"), "kb")

    with pytest.raises(DatabaseAway):
        shelf.write_down(away)
    shelf.write_down(store)

    assert [type_ for type_, _ in events_said(store)] == ["gap_opened"]
    away.engine.dispose()
