"""The running service: called over the broker, with events, health and metrics."""

import json
from uuid import uuid4

import pytest
from nameko.exceptions import RemoteError

from services.common.caller import Caller
from services.common.ids import uuid7
from tests.kb.running import AGENT, EDITOR, next_about, wait_for

EDITOR_OF_COPIES = Caller("staff", "admin-1", ("administrator",))
ASHES = "may i scatter ashes"


def catalogue_changed(code, name):
    return {
        "specversion": "1.0",
        "id": uuid7(),
        "source": "/hub311/routing",
        "type": "hub311.routing.catalogue_changed.v1",
        "subject": f"service_type:{code}",
        "time": "2026-11-21T12:00:00.000Z",
        "sequence": "0000000001",
        "data": {
            "kind": "service_type",
            "code": code,
            "version": 1,
            "entry": {"code": code, "name": {"en": name}, "description": {"en": ""}, "keywords": []},
        },
    }


def test_a_question_is_answered_with_article_and_version(kb):
    answer = kb.call("find_answers", {"q": "when is my trash picked up"})

    first = answer["items"][0]
    assert (first["kind"], first["id"], first["version"]) == ("article", "trash-collection-days", 1)
    assert (answer["language"], answer["sure"]) == ("en", True)
    assert kb.call("read_article", {"id": first["id"], "version": first["version"]})["title"] == first["title"]


def test_a_question_in_spanish_is_answered_in_spanish(kb):
    answer = kb.call("find_answers", {"q": "¿cuándo pasa la basura?"})

    assert (answer["language"], answer["items"][0]["language"]) == ("es", "es")


def test_the_nearest_open_library_is_open_and_has_a_distance(kb):
    wish = {"q": "nearest open library", "lat": 39.08, "long": -77.15, "at": "2026-11-20T17:00:00Z"}

    facility = kb.call("find_answers", wish)["items"][0]["facility"]

    assert (facility["kind"], facility["open"]) == ("library", True)
    assert facility["distance_metres"] < 10_000


def test_facilities_come_nearest_first(kb):
    found = kb.call("find_facilities", {"lat": 39.08, "long": -77.15, "kind": "library"})["items"]

    distances = [facility["distance_metres"] for facility in found]
    assert distances == sorted(distances)
    assert len(distances) == 8


def test_the_public_does_not_see_what_agents_see(kb):
    public = kb.call("read_directory_entry", {"id": "state-highways"})
    agent = kb.call("read_directory_entry", {"id": "state-highways"}, AGENT)

    assert {row["publish"] for row in public["numbers"]} == {"public"}
    assert {row["publish"] for row in agent["numbers"]} == {"public", "agents_only"}


@pytest.mark.parametrize(
    ("call", "message", "caller", "refusal"),
    [
        pytest.param("read_article", {"id": "atlantis"}, None, "ArticleNotFound", id="no such article"),
        pytest.param("read_directory_entry", {"id": "atlantis"}, None, "AgencyNotFound", id="no such agency"),
        pytest.param("find_answers", {"q": "a", "lat": 1.0}, None, "InvalidInput", id="half a point"),
        pytest.param("find_answers", {"q": "a\x00"}, None, "InvalidInput", id="NUL"),
        pytest.param("find_answers", {"q": "a" * 10_000}, None, "InvalidInput", id="a very long question"),
        pytest.param("list_gaps", {}, AGENT, "Forbidden", id="gaps are not for agents"),
        pytest.param("list_changes", {}, None, "Unauthenticated", id="copies are not for everybody"),
        pytest.param("publish_article", {"article_id": "x"}, AGENT, "Forbidden", id="agents do not publish"),
        pytest.param("publish_article", {"article_id": "x"}, EDITOR, "DraftNotFound", id="nothing to publish"),
    ],
)
def test_wrong_calls_are_refused_by_name(kb, call, message, caller, refusal):
    with pytest.raises(RemoteError) as refused:
        kb.call(call, message, caller)

    assert refused.value.exc_type == refusal


def test_a_service_type_is_found_soon_after_routing_has_said_it(kb):
    code = f"gondola-{uuid4().hex[:6]}"
    kb.say(catalogue_changed(code, "Gondola mooring"))

    wait_for(
        lambda: [i["id"] for i in kb.call("find_answers", {"q": "gondola mooring"})["items"]][:1] == [code],
        "the new service type",
    )


def test_a_question_without_an_answer_is_closed_by_an_alias_and_found_at_once(kb):
    closed = kb.events("gap_closed")
    kb.call("find_answers", {"q": ASHES})
    gap = wait_for(lambda: [g for g in kb.call("list_gaps", {}, EDITOR)["items"] if g["text"] == ASHES], "the gap")[0]
    text = {"title": "Scattering of ashes", "aliases": [ASHES], "department": "recreation"}
    kb.call("publish_article", {"article_id": "scatter-ashes", "text": text, "idempotency_key": "k-1"}, EDITOR)

    said = wait_for(lambda: next_about(closed, gap["id"]), "the gap's end")

    assert said["data"]["answer_id"] == "scatter-ashes"
    assert ASHES not in json.dumps(said)
    assert kb.call("find_answers", {"q": ASHES})["items"][0]["id"] == "scatter-ashes"
    closed.close()


def test_the_same_publication_sent_twice_is_one_version(kb):
    message = {"article_id": "kites", "text": {"title": "Kites"}, "idempotency_key": "k-2"}

    assert [kb.call("publish_article", message, EDITOR) for _ in range(2)] == [
        {"article_id": "kites", "language": "en", "version": 1, "changed": True}
    ] * 2


def test_a_draft_is_published_by_its_editor(kb):
    writing = {"article_id": "sledding", "title": "Sledding hills", "department": "recreation"}
    kb.call("draft_article", writing, EDITOR)

    published = kb.call("publish_article", {"article_id": "sledding"}, EDITOR)

    assert (published["version"], published["changed"]) == (1, True)
    assert kb.call("read_article", {"id": "sledding"})["department"] == "recreation"


def test_the_directory_and_its_changes_come_in_pages(kb):
    page = kb.call("list_directory", {"limit": 5}, AGENT)
    rest = kb.call("list_directory", {"limit": 5, "after": page["next"]}, AGENT)
    changes = kb.call("list_changes", {"limit": 3}, EDITOR_OF_COPIES)

    assert len({item["id"] for item in page["items"] + rest["items"]}) == 10
    assert (len(changes["items"]), changes["next"]) == (3, changes["items"][-1]["revision"])


def test_health_and_metrics_tell_of_the_search(kb):
    kb.call("find_answers", {"q": "library card"})

    assert json.loads(kb.get("/ready")[1])["checks"]["search"]
    metrics = kb.get("/metrics")[1]
    for name in ("searches_total", "search_seconds", "search_entries", "search_built_seconds", "gaps_open"):
        assert f"\n{name}" in metrics
