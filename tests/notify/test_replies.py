"""Standard replies: drafted by one, approved by another, found where they fit, filled in the resident's language."""

from datetime import date
from pathlib import Path

import pytest

from services.common.contract import load
from services.common.errors import InvalidInput
from services.notify import contract
from services.notify import load as loading
from services.notify.contract.refusals import OwnDraft, StandardReplyNotFound
from services.notify.replies import finding, keeping
from tests.notify.desk import facts_of

SAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "sample"
TODAY = date(2026, 11, 20)
ENGLISH = {
    "title": "Filled",
    "text": "The hole of ((requested_on)) is filled.\n((department_phone??Call ((department_phone)).))",
}
SPANISH = {"title": "Tapado", "text": "El bache del ((requested_on)) está tapado."}
FRENCH = {"title": "Bouché", "text": "Le trou du ((requested_on)) est bouché."}


def draft(store, code="hole-filled", by="writer", **said):
    """Write a draft; return its version."""
    message = {"code": code, "use": "close", "texts": {"en": ENGLISH, "es": SPANISH}} | said
    with store.transaction() as session:
        return keeping.draft(session, load(contract.DRAFT_STANDARD_REPLY.request, message), by).version


def approve(store, version, code="hole-filled", by="reader"):
    """Approve a draft."""
    with store.transaction() as session:
        keeping.approve(session, code, version, by)


def publish(store, code="hole-filled", **said):
    """Draft and approve."""
    approve(store, draft(store, code, **said), code)


def listed(store, **wanted):
    """The codes that a list shows."""
    message = load(contract.LIST_STANDARD_REPLIES.request, wanted)
    with store.reading() as session:
        return [item["code"] for item in finding.page(session, message, TODAY)["items"]]


def filled(store, writer, facts=None, **wanted):
    """What a resident would read."""
    message = load(contract.FILL_STANDARD_REPLY.request, {"code": "hole-filled"} | wanted)
    with store.reading() as session:
        return finding.fill(session, writer.office, message, facts)


def test_a_reply_is_filled_in_the_language_of_the_resident(store, writer):
    publish(store)

    said = filled(store, writer, facts_of(language="es"))

    assert said["text"] == "El bache del 20 de noviembre de 2026 está tapado."
    assert (said["language"], said["fallback"]) == ("es", False)


def test_a_language_that_is_missing_falls_back_to_english_and_says_so(store, writer):
    publish(store)

    said = filled(store, writer, facts_of(language="am"))

    assert said["text"] == "The hole of November 20, 2026 is filled.\nCall 240-555-0142."
    assert (said["language"], said["fallback"]) == ("en", True)


def test_a_variant_of_a_language_is_answered_in_it_and_a_date_is_written_for_every_language(store, writer):
    publish(store, texts={"en": ENGLISH, "fr": FRENCH})

    said = filled(store, writer, facts_of(language="fr-CA"))

    assert (said["text"], said["language"], said["fallback"]) == ("Le trou du 2026-11-20 est bouché.", "fr", False)


def test_what_is_not_known_of_a_request_leaves_out_what_depends_on_it(store, writer):
    publish(store)

    assert filled(store, writer, facts_of(department_phone=None))["text"].count("\n") == 0


@pytest.mark.parametrize("text", ["Dear ((name)),", "Your PIN: ((pin))", "((requested_on", "((close_text))"])
def test_a_reply_with_what_cannot_be_filled_is_refused_where_it_stands(store, text):
    with pytest.raises(InvalidInput) as refused:
        draft(store, texts={"en": ENGLISH, "es": SPANISH | {"text": text}})

    assert [error["pointer"] for error in refused.value.errors] == ["/texts/es/text"]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"texts": {"es": SPANISH}}, "/texts"),
        ({"use": "note", "close_code": "done"}, "/close_code"),
        ({"valid_from": "2026-12-01", "valid_until": "2026-11-01"}, "/valid_until"),
        ({"texts": {"en": ENGLISH, "Spanish!": SPANISH}}, "/texts/Spanish!/key"),
    ],
    ids=["no English", "a code without closing", "ends first", "no language"],
)
def test_a_draft_that_makes_no_sense_is_refused(store, said, pointer):
    with pytest.raises(InvalidInput) as refused:
        draft(store, **said)

    assert pointer in [error["pointer"] for error in refused.value.errors]


def test_nobody_approves_the_own_draft_nor_one_that_was_not_read(store):
    version = draft(store)

    with pytest.raises(OwnDraft):
        approve(store, version, by="writer")
    with pytest.raises(StandardReplyNotFound):
        approve(store, version + 1)


def test_a_draft_is_used_by_nobody(store, writer):
    draft(store)

    assert listed(store) == []
    with pytest.raises(StandardReplyNotFound):
        filled(store, writer)


def test_the_next_version_replaces_the_one_before_which_stays_readable(store, writer):
    publish(store)
    version = draft(store, texts={"en": ENGLISH | {"text": "Done."}})
    before = filled(store, writer)["version"]

    approve(store, version)

    with store.reading() as session:
        kept = [(row["version"], row["state"]) for row in finding.versions(session, "hole-filled", with_drafts=True)]
    assert kept == [(2, "approved"), (1, "retired")]
    assert (before, filled(store, writer)["text"]) == (1, "Done.")


def test_a_draft_is_written_anew_under_the_same_version(store):
    publish(store)

    assert draft(store) == draft(store) == 2


def test_a_retired_reply_is_used_no_longer(store):
    publish(store)

    with store.transaction() as session:
        keeping.retire(session, "hole-filled")

    assert listed(store) == []


def test_a_list_shows_what_fits_the_use_the_type_the_department_and_the_day(store):
    publish(store, "for-all")
    publish(store, "for-potholes", services=["pothole", "road-marking"])
    publish(store, "for-dot", department="dot")
    publish(store, "a-note", use="note")
    publish(store, "in-winter", valid_from="2026-12-01", valid_until="2027-03-31")

    assert listed(store, use="close") == ["for-all", "for-dot", "for-potholes"]
    assert listed(store, use="close", service="rodents", department="health") == ["for-all"]
    assert listed(store, service="road-marking") == ["a-note", "for-all", "for-dot", "for-potholes"]


def test_a_list_is_read_in_pages(store):
    for code in ("a", "b", "c"):
        publish(store, code)
    with store.reading() as session:
        message = load(contract.LIST_STANDARD_REPLIES.request, {"limit": 2})
        first = finding.page(session, message, TODAY)
        second = finding.page(session, message | {"cursor": first["next"]}, TODAY)

    assert [item["code"] for page in (first, second) for item in page["items"]] == ["a", "b", "c"]
    assert second["next"] is None


def test_the_sample_county_has_replies_that_can_be_filled_and_loading_again_changes_nothing(store, writer):
    with store.transaction() as session:
        loaded = [loading.load_folder(session, SAMPLE) for _ in range(2)]

    codes = listed(store)
    assert loaded == [len(codes), 0]
    for code in codes:
        for language in ("en", "es"):
            said = filled(store, writer, facts_of(language=language), code=code)
            assert (said["fallback"], "((" in said["text"]) == (False, False)
