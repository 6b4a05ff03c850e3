"""Copies: what kb keeps of others' facts, and what others keep of kb's."""

from services.kb import agencies, changes, copies, uses
from services.kb.models import ArticleUse
from services.kb.publishing import Publisher, Writing, publish_text
from tests.kb.said import events_said
from tests.kb.sample import FRIDAY_NOON, a_service, an_agency

CATALOGUE = {"kind": "service_type", "code": "missed-trash", "version": 2, "entry": a_service()}
CONTACT = {"contact": "c-1", "outcomes": ["answered", "request"], "articles": [{"id": "trash-pickup", "version": 3}]}


def test_a_service_type_is_kept_as_routing_said_it_last(store):
    older = CATALOGUE | {"version": 1, "entry": a_service(name={"en": "Old name"})}
    with store.transaction() as session:
        kept = [copies.copy_catalogue(session, data) for data in (CATALOGUE, older, CATALOGUE)]

        assert kept == [True, False, False]
        assert copies.list_copies(session, "service_type")[0]["name"]["en"] == "Missed trash collection"


def test_a_service_type_out_of_use_is_not_listed(store):
    with store.transaction() as session:
        copies.copy_catalogue(session, CATALOGUE | {"entry": a_service() | {"active": False}})

        assert copies.list_copies(session, "service_type") == []


def test_a_member_without_a_tier_has_left(store):
    member = {"department": "libraries", "subject": "kim", "tier": "employee"}
    with store.transaction() as session:
        copies.copy_member(session, member)
        before = copies.departments_of(session, "kim")
        copies.copy_member(session, member | {"tier": None})

        assert (before, copies.departments_of(session, "kim")) == ({"libraries"}, set())


def test_an_article_that_did_not_spare_a_request_is_noted(store):
    with store.transaction() as session:
        uses.note_uses(session, CONTACT, FRIDAY_NOON)
        uses.note_uses(session, CONTACT | {"contact": "c-2", "drill": True}, FRIDAY_NOON)

        assert [(u.article_id, u.version, u.then_request) for u in session.query(ArticleUse)] == [
            ("trash-pickup", 3, True)
        ]


def test_an_erased_person_leaves_no_contact_behind(store):
    with store.transaction() as session:
        uses.note_uses(session, CONTACT, FRIDAY_NOON)
        assert uses.forget_contacts(session, ["c-1"]) == 1

        assert uses.count_of(session, ["c-1"]) == 0
        assert session.query(ArticleUse).count() == 1


def test_storing_an_entry_again_changes_nothing(store):
    with store.transaction() as session:
        assert [agencies.store_agency(session, an_agency(), FRIDAY_NOON) for _ in range(2)] == [True, False]

    assert len(events_said(store, "directory_changed")) == 1


def test_a_changed_entry_is_said_with_its_next_version(store):
    with store.transaction() as session:
        agencies.store_agency(session, an_agency(), FRIDAY_NOON)
        agencies.store_agency(session, an_agency(url=None), FRIDAY_NOON)

    assert [data["version"] for _, data in events_said(store, "directory_changed")] == [1, 2]


def test_no_event_holds_a_number_that_is_never_given_out(store):
    with store.transaction() as session:
        agencies.store_agency(session, an_agency(), FRIDAY_NOON)

    assert "410-555-0199" not in str(events_said(store))


def test_changes_come_in_order_and_in_pages(store):
    words = {"title": "Trash days"}
    with store.transaction() as session:
        agencies.store_agency(session, an_agency(), FRIDAY_NOON)
        publish_text(session, Writing("trash-pickup", "en", words), Publisher("rm-7", FRIDAY_NOON))
        agencies.store_agency(session, an_agency(url=None), FRIDAY_NOON)

        first = changes.list_changes(session, 0, 1)
        rest = changes.list_changes(session, first["next"], 1)

    assert [item["event"] for page in (first, rest) for item in page["items"]] == [
        "article_published",
        "directory_changed",
    ]
    assert rest["next"] is None
