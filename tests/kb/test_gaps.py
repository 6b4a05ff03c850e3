"""Questions without an answer: stripped, counted, closed."""

from datetime import timedelta

import pytest

from services.kb import gaps
from services.kb.models import Gap, SearchCount
from services.kb.questions import Asked, normalise_question, note_questions
from tests.kb.said import events_said
from tests.kb.sample import FRIDAY_NOON

LOST_KITE = Asked(FRIDAY_NOON, "en", unanswered_text="Where do I get my kite back?")


def note(store, *asked):
    with store.transaction() as session:
        note_questions(session, list(asked))


def listed(store, **wanted):
    with store.reading() as session:
        found = gaps.list_gaps(session, {"state": "open", "language": None, "limit": 10, "offset": 0} | wanted)
        return [(gap.text, gap.times) for gap in found]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("Call me at (301) 555-0142 about bees", "call me at # about bees", id="phone"),
        pytest.param("ana.diaz@example.org wants bees", "# wants bees", id="e-mail"),
        pytest.param("my account 48211937 is blocked", "my account # is blocked", id="long digit run"),
        pytest.param("bees at 7300 Carroll Ave", "bees at # carroll ave", id="house number"),
        pytest.param("bees at 12 Old Mill Road please", "bees at # old mill road please", id="short house number"),
        pytest.param("my name is Ana Diaz, bees", "my name is # bees", id="name"),
        pytest.param("me llamo Ana Díaz, abejas", "me llamo # abejas", id="name in Spanish"),
        pytest.param("  BEES!!  in   trees? ", "bees in trees", id="case and punctuation"),
        pytest.param("form 311 for 211", "form 311 for 211", id="short numbers stay"),
        pytest.param("\x00?!", "", id="nothing left"),
        pytest.param("555-0142 555-0143", "", id="only numbers"),
    ],
)
def test_what_is_kept_of_a_question(text, kept):
    assert normalise_question(text) == kept


def test_the_same_question_in_other_dress_is_one_gap(store):
    note(store, LOST_KITE, Asked(FRIDAY_NOON, "en", unanswered_text="where do i get my KITE back"))
    note(store, LOST_KITE)

    assert listed(store) == [("where do i get my kite back", 3)]


def test_a_gap_opens_once_and_its_event_holds_no_words(store):
    note(store, LOST_KITE)
    note(store, LOST_KITE)

    said = events_said(store, "gap_opened")

    assert len(said) == 1
    assert set(said[0][1]) == {"gap_id", "language", "times", "drill"}


def test_an_answered_search_leaves_a_count_and_no_text(store):
    note(
        store, Asked(FRIDAY_NOON, "en", "article", "library-card"), Asked(FRIDAY_NOON, "en", "article", "library-card")
    )

    with store.reading() as session:
        counts = [(row.found_id, row.times) for row in session.query(SearchCount)]
    assert (counts, listed(store)) == ([("library-card", 2)], [])


def test_the_most_frequent_gap_comes_first(store):
    bees = Asked(FRIDAY_NOON, "en", unanswered_text="bees in my wall")
    note(store, LOST_KITE, bees, bees)

    assert [text for text, _ in listed(store)] == ["bees in my wall", "where do i get my kite back"]


def close_only_gap(store):
    with store.transaction() as session:
        gap_id = session.query(Gap).one().id
        return gaps.close_gap(session, gap_id, ("article", "lost-things"), FRIDAY_NOON)


def test_a_gap_is_closed_once_by_what_answers_it(store):
    note(store, LOST_KITE)

    assert (close_only_gap(store), close_only_gap(store)) == (True, False)
    assert listed(store) == []
    assert [data["answer_id"] for _, data in events_said(store, "gap_closed")] == ["lost-things"]


def test_a_closed_gap_that_comes_again_is_open_again(store):
    note(store, LOST_KITE)
    close_only_gap(store)
    note(store, Asked(FRIDAY_NOON + timedelta(days=1), "en", unanswered_text="Where do I get my kite back?"))

    assert listed(store) == [("where do i get my kite back", 2)]
    assert len(events_said(store, "gap_opened")) == 2


def test_a_flood_of_nonsense_opens_no_more_gaps_than_people_could_ever_read(store):
    moments = {"first_at": FRIDAY_NOON, "last_at": FRIDAY_NOON}
    flood = [
        {"id": f"gap-{n}", "text": f"nonsense {n}", "language": "en", "state": "open", "times": 1} | moments
        for n in range(gaps.MOST_OPEN)
    ]
    with store.transaction() as session:
        session.execute(Gap.__table__.insert(), flood)

    note(store, LOST_KITE, Asked(FRIDAY_NOON, "en", unanswered_text="nonsense 7"))

    assert listed(store, limit=1)[0] == ("nonsense 7", 2)
    with store.reading() as session:
        assert gaps.count_open(session) == gaps.MOST_OPEN


def test_a_gap_is_closed_once(store):
    note(store, LOST_KITE)
    with store.reading() as session:
        ((gap_id, _, _),) = gaps.open_gaps(session)

    with store.transaction() as session:
        closed = [gaps.close_gap(session, gap_id, ("article", "lost-property"), FRIDAY_NOON) for _ in range(2)]
        closed.append(gaps.close_gap(session, "unknown", ("article", "lost-property"), FRIDAY_NOON))

    assert closed == [True, False, False]
    assert [kind for kind, _ in events_said(store)].count("gap_closed") == 1
