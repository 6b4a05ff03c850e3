"""What callers are told: answers, directory, facilities and gaps in the form of the contract."""

import pytest

from services.common.caller import Caller
from services.common.contract import dump, load
from services.kb import contract, drafts, editing, replies
from services.kb.agencies import store_agency
from services.kb.buildings import store_facility
from services.kb.contract import AgencyNotFound, ArticleNotFound
from services.kb.questions import Asked, note_questions
from tests.kb.sample import FRIDAY_NOON, ZONE, a_library, a_search, an_agency

PUBLIC = ("public",)
AGENTS = ("public", "agents_only")
EDITOR = Caller("staff", "rm-7", ("relationship_manager",))


def answer(call, message, tell):
    """The call's answer as it goes over the wire, for a message as it comes."""
    return dump(call.answer, tell(load(call.request, message)))


@pytest.fixture
def session(store):
    """A transaction with two agencies and two libraries."""
    with store.transaction() as opened:
        for agency_id in ("state-highways", "state-police"):
            store_agency(opened, an_agency(agency_id), FRIDAY_NOON)
        store_facility(opened, a_library())
        store_facility(opened, a_library("oak-library", "Oak Library", lat=39.2))
        yield opened


def test_a_found_library_comes_with_distance_and_opening():
    message = {"q": "nearest library", "lat": 39.0, "long": -77.0, "at": "2026-11-20T17:00:00Z", "language": "en"}
    search = a_search(facilities=[a_library()])

    said = answer(
        contract.FIND_ANSWERS,
        message,
        lambda m: replies.describe_found(search.find(replies.read_question(m, PUBLIC)), PUBLIC),
    )

    facility = said["items"][0]["facility"]
    assert (facility["open"], facility["closes_at"]) == (True, "2026-11-21T01:00:00.000Z")
    assert (facility["distance_metres"], said["sure"]) == (2055, True)


def test_the_directory_comes_in_pages_and_keeps_agents_numbers_for_agents(session):
    first = answer(contract.LIST_DIRECTORY, {"limit": 1}, lambda m: replies.list_directory(session, m, PUBLIC))
    rest = answer(
        contract.LIST_DIRECTORY,
        {"limit": 1, "after": first["next"]},
        lambda m: replies.list_directory(session, m, AGENTS),
    )

    assert (first["items"][0]["phone"], first["items"][0]["agents_phone"]) == ("410-555-0100", None)
    assert (rest["items"][0]["agents_phone"], rest["next"]) == ("410-555-0111", None)


def test_a_number_kept_for_agents_is_not_the_publics_main_number(session):
    numbers = [{"number": "410-555-0100", "publish": "agents_only"}]
    store_agency(session, an_agency("state-police", numbers=numbers), FRIDAY_NOON)

    def phone(rules):
        return replies.list_directory(session, {"after": "state-highways", "limit": 9}, rules)["items"][0]["phone"]

    assert (phone(PUBLIC), phone(AGENTS)) == (None, "410-555-0100")


def test_an_entry_is_told_with_its_hours(session):
    said = answer(
        contract.READ_DIRECTORY_ENTRY,
        {"id": "state-highways"},
        lambda m: replies.read_entry(session, m, ZONE, PUBLIC),
    )

    assert (said["class"], said["hours_text"], len(said["numbers"])) == ("external", "Monday to Friday 8:30 to 5", 1)


def test_an_entry_that_is_not_there_is_refused(session):
    with pytest.raises(AgencyNotFound):
        replies.read_entry(session, {"id": "atlantis", "language": "en"}, ZONE, PUBLIC)


def test_facilities_are_told_nearest_first_up_to_the_limit(session):
    wish = {"lat": 39.19, "long": -77.0, "kind": "library", "limit": 1}

    said = answer(contract.FIND_FACILITIES, wish, lambda m: replies.list_facilities(session, m, ZONE))

    assert [facility["id"] for facility in said["items"]] == ["oak-library"]


def test_gaps_come_in_pages_and_by_language(session):
    questions = [Asked(FRIDAY_NOON, language, unanswered_text="kite") for language in ("en", "es")]
    note_questions(session, questions)

    page = answer(contract.LIST_GAPS, {"limit": 1}, lambda m: replies.list_gaps(session, m))
    spanish = answer(contract.LIST_GAPS, {"language": "es"}, lambda m: replies.list_gaps(session, m))

    assert page["next"] == 1
    assert [gap["language"] for gap in spanish["items"]] == ["es"]


def publish(session, **message):
    loaded = load(contract.PUBLISH_ARTICLE.request, {"article_id": "kites", **message})
    return editing.publish(session, loaded, editing.editor(EDITOR, loaded))


def test_a_call_that_comes_twice_publishes_once(session):
    sent = [publish(session, text={"title": title}, idempotency_key=key) for title, key in KITES]

    assert [done["version"] for done in sent] == [1, 2, 1]


KITES = (("Kites", "k-1"), ("Kites and drones", "k-2"), ("Kites", "k-1"))


def test_a_draft_with_a_review_date_is_published_with_it(session):
    draft = {"article_id": "kites", "title": "Kites", "review_on": "2027-11-01", "level": 2}
    loaded = load(contract.DRAFT_ARTICLE.request, draft)
    drafts.save_draft(session, editing.read_writing(loaded), editing.editor(EDITOR, loaded))

    assert publish(session)["changed"] is True


def test_publishing_the_same_text_again_names_the_version_that_stands(session):
    publish(session, text={"title": "Kites"})

    assert publish(session, text={"title": "Kites"}) == {
        "article_id": "kites",
        "language": "en",
        "version": 1,
        "changed": False,
    }


def test_an_article_that_never_was_has_no_version():
    with pytest.raises(ArticleNotFound):
        editing.describe_text(None, changed=False)
