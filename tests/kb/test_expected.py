"""Expected questions: kept by their office, asked whenever something changed, counted by department."""

import pytest

from services.common.caller import ANONYMOUS, Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput, Unauthenticated
from services.kb import contract, expected, gaps
from services.kb.models import Member
from services.kb.shelf import Shelf
from tests.kb.sample import ZONE
from tests.kb.test_shelf import publish

KEEPER = Caller("staff", "rm-1", ("relationship_manager",))
MANAGER = Caller("staff", "manager-recreation")
KITE = {"text": "Where do I get my lost kite back?", "department": "recreation", "monthly": 40}
COMET = {"text": "Qxzv comet zyzzyva?", "department": "recreation", "monthly": 10}


@pytest.fixture
def lists(store):
    """A database that knows a manager, and an article about lost things."""
    with store.transaction() as session:
        session.add(Member(department="recreation", subject="manager-recreation", tier="manager"))
    publish(store, aliases=["lost kite"])
    return store


def keep(store, *questions, caller=KEEPER, source="council", office="district-3"):
    said = {"source": source, "office": office, "questions": list(questions)}
    with store.transaction() as session:
        return expected.keep(session, load(contract.SET_EXPECTED_QUESTIONS.request, said), caller)


def ask(store):
    shelf = Shelf(ZONE)
    shelf.refresh(store)
    return expected.ask_again(store, shelf.search, shelf.revision)


def listed(store, **wanted):
    with store.reading() as session:
        return expected.page(session, load(contract.LIST_EXPECTED_QUESTIONS.request, wanted))["items"]


def covered(store):
    with store.reading() as session:
        return expected.coverage(session)["items"]


def test_what_search_is_sure_of_answers_a_question_and_the_rest_is_listed_as_open(lists):
    keep(lists, KITE, COMET)
    ask(lists)

    assert [(one["text"], one["answer_id"]) for one in listed(lists, answered=True)] == [(KITE["text"], "lost-things")]
    assert [one["text"] for one in listed(lists, answered=False)] == [COMET["text"]]
    assert covered(lists) == [
        {"department": "recreation", "questions": 2, "answered": 1, "pending": 0, "percent": 50.0, "monthly": 50,
         "monthly_answered": 40}
    ]  # fmt: skip


def test_an_article_that_is_published_later_answers_it_then(lists):
    keep(lists, COMET)
    ask(lists)
    publish(lists, aliases=["qxzv comet zyzzyva"])

    assert (ask(lists), listed(lists)[0]["answered"]) == (1, True)


def test_nothing_is_asked_twice_in_the_same_state(lists):
    keep(lists, KITE)

    assert (ask(lists), ask(lists)) == (1, 0)


def test_asking_them_makes_no_gap(lists):
    keep(lists, COMET)
    ask(lists)

    with lists.reading() as session:
        assert gaps.count_open(session) == 0


def test_a_question_that_was_not_asked_yet_is_neither_answered_nor_open(lists):
    keep(lists, KITE)

    assert [one["answered"] for one in listed(lists)] == [None]
    assert (listed(lists, answered=False), covered(lists)[0]["pending"]) == ([], 1)


def test_a_list_replaces_the_one_before_and_no_other_office_s(lists):
    keep(lists, KITE)
    keep(lists, COMET, office="district-4")
    keep(lists, COMET)

    assert sorted((one["office"], one["text"]) for one in listed(lists)) == [
        ("district-3", COMET["text"]),
        ("district-4", COMET["text"]),
    ]


def test_a_department_keeps_its_own_list_and_it_is_about_itself(lists):
    keep(lists, KITE | {"department": "dot"}, caller=MANAGER, source="department", office="recreation")

    assert [one["department"] for one in listed(lists)] == ["recreation"]


@pytest.mark.parametrize(
    ("caller", "source", "office", "refusal"),
    [
        (MANAGER, "department", "dot", Forbidden),
        (MANAGER, "council", "recreation", Forbidden),
        (Caller("staff", "agent-1", ("agent",)), "council", "district-3", Forbidden),
        (ANONYMOUS, "council", "district-3", Unauthenticated),
    ],
    ids=["another department's", "a council office's", "an agent", "nobody"],
)
def test_nobody_else_keeps_a_list(lists, caller, source, office, refusal):
    with pytest.raises(refusal):
        keep(lists, KITE, caller=caller, source=source, office=office)


def test_a_question_stands_once_in_a_list():
    said = {"source": "council", "office": "district-3", "questions": [KITE, KITE]}

    with pytest.raises(InvalidInput):
        load(contract.SET_EXPECTED_QUESTIONS.request, said)


def test_agents_do_not_read_the_lists(lists):
    with lists.reading() as session:
        expected.require_reader(session, MANAGER)
        with pytest.raises(Forbidden):
            expected.require_reader(session, Caller("staff", "agent-1", ("agent",)))
