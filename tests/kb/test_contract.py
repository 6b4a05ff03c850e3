"""Messages of kb: what is refused with a pointer, and who may make each call."""

import pytest

from services.common.caller import ANONYMOUS, Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput
from services.kb import contract
from services.kb.calls import CALLS
from services.kb.policy import allow, rules_of


@pytest.mark.parametrize(
    ("call", "message", "pointer"),
    [
        pytest.param("find_answers", {}, "/q", id="no question"),
        pytest.param("find_answers", {"q": "a", "long": 1.0}, "/long", id="half a point"),
        pytest.param("find_answers", {"q": "a", "lat": 91, "long": 0}, "/lat", id="beyond the pole"),
        pytest.param("find_answers", {"q": "a\x00"}, "/q", id="NUL"),
        pytest.param("find_answers", {"q": "\ud800"}, "/q", id="a lone surrogate"),
        pytest.param("find_answers", {"q": "a", "limit": 51}, "/limit", id="too many"),
        pytest.param("find_answers", {"q": "a", "colour": "red"}, "/colour", id="an unknown member"),
        pytest.param("find_facilities", {"at": "2026-11-20T15:00:00"}, "/at", id="a time without a zone"),
        pytest.param("publish_article", {"article_id": "Not a code"}, "/article_id", id="not a code"),
        pytest.param("draft_article", {"article_id": "a", "title": "A", "level": 5}, "/level", id="no such level"),
    ],
)
def test_a_wrong_message_is_refused_with_a_pointer(call, message, pointer):
    request = next(known.request for known in contract.CALLS if known.name == call)

    with pytest.raises(InvalidInput) as refused:
        load(request, message)

    assert pointer in [error["pointer"] for error in refused.value.errors]


def test_of_a_language_tag_only_the_language_counts():
    assert load(contract.FIND_ANSWERS.request, {"q": "basura", "language": "es-MX"})["language"] == "es"


def test_every_call_has_its_policy_and_no_other():
    assert set(CALLS) == {call.name for call in contract.CALLS}


def test_a_call_that_no_policy_names_is_refused_to_everyone():
    with pytest.raises(Forbidden):
        allow(Caller("staff", "x", ("administrator",)), "erase_everything")


@pytest.mark.parametrize("role", ["agent", "employee", "council_office", "auditor"])
def test_only_editors_publish(role):
    with pytest.raises(Forbidden):
        allow(Caller("staff", "x", (role,)), "publish_article")


def test_a_resident_with_a_forged_role_hears_public_numbers_only():
    assert rules_of(ANONYMOUS) == rules_of(Caller("resident", "r", ("agent",))) == ("public",)


def test_other_services_take_copies_and_act_for_agents():
    routing = Caller("service", "routing")

    allow(routing, "list_changes")

    assert rules_of(routing) == ("public", "agents_only")
