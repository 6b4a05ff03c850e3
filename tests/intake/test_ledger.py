"""The ledger beside its outcomes: amendments with their history, lists, letters, interpreters, telephone calls."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from services.common import clock
from services.common.contract import dump, load
from services.common.errors import Forbidden, InvalidInput, VersionConflict
from services.intake import contacts, contract, policy
from services.intake.contract.refusals import ContactNotFound
from services.intake.ledger import calls, listing
from services.intake.models import Contact, TelephoneCall
from tests.intake.county import AGENT, EMPLOYEE, MANAGER, STRANGER, SUPERVISOR
from tests.intake.test_contacts import ANSWERED, COMPLAINT, PRAISE, REFERRED, read, record

ZONE = ZoneInfo("America/New_York")
OTHER_AGENT = AGENT.__class__(kind="staff", subject="agent-2", roles=("agent",))


def amend(county, contact, caller=AGENT, version=1, **members):
    """Amend a contact."""
    said = load(contract.AMEND_CONTACT.request, {"id": contact["id"], "version": version} | members)
    with county.db.transaction() as session:
        contacts.amend(session, said, policy.standing(session, caller), ZONE)


def find(county, caller=AGENT, **search):
    """A page of contacts."""
    wanted = load(contract.FIND_CONTACTS.request, search)
    with county.db.reading() as session:
        page = listing.find(session, wanted, policy.standing(session, caller))
    return dump(contract.FIND_CONTACTS.answer, page)


def ids(page):
    """The ids of a page."""
    return [row["id"] for row in page["items"]]


def keep(county, *told):
    """Tell of calls."""
    said = load(contract.RECORD_CALLS.request, {"calls": list(told)})
    with county.db.transaction() as session:
        return calls.keep(session, said["calls"])


def age(county, contact, days):
    """Make a contact older."""
    with county.db.transaction() as session:
        session.execute(update(Contact).where(Contact.id == contact["id"]).values(
            logged_at=clock.now() - timedelta(days=days)))  # fmt: skip


def test_a_type_that_was_set_at_wrap_up_is_kept(county):
    assert record(county, ANSWERED, type="referral")["type"] == "referral"


def test_an_amended_type_is_told_and_the_one_before_stays_in_the_history(county):
    contact = record(county, ANSWERED)

    amend(county, contact, type="referral", reason="It was the state's road.")

    shown = read(county, contact, AGENT)
    assert (shown["type"], shown["version"]) == ("referral", 2)
    [change] = shown["history"]
    assert (change["before"], change["by"]) == ({"type": "general_information"}, "agent-1")
    [event] = county.said("contact_amended")
    data = json.loads(event.body)["data"]
    assert (data["changed"], data["type"]) == (["type"], "referral")


def test_other_items_bring_another_type_unless_it_was_set(county):
    followed, was_set = record(county, ANSWERED), record(county, ANSWERED, type="miscellaneous")

    for contact in (followed, was_set):
        amend(county, contact, items=[REFERRED])

    assert [read(county, c, AGENT)["type"] for c in (followed, was_set)] == ["referral", "miscellaneous"]
    assert read(county, followed, AGENT)["history"][0]["before"]["items"] == [ANSWERED]


def test_an_amendment_that_changes_nothing_is_not_told(county):
    contact = record(county, ANSWERED)

    amend(county, contact, type="general_information", channel="phone")

    assert county.said("contact_amended") == []
    assert read(county, contact, AGENT)["version"] == 1


@pytest.mark.parametrize(
    ("caller", "days", "may"),
    [(AGENT, 0, True), (AGENT, 2, False), (OTHER_AGENT, 0, False), (SUPERVISOR, 0, True), (SUPERVISOR, 30, True)],
    ids=["its agent on the day", "its agent later", "another agent", "a supervisor on the day", "a supervisor later"],
)
def test_who_may_amend_a_contact_when(county, caller, days, may):
    contact = record(county, ANSWERED)
    age(county, contact, days)

    try:
        amend(county, contact, caller, type="referral")
        amended = True
    except Forbidden:
        amended = False

    assert amended is may


def test_two_who_amend_at_once_do_not_overwrite_each_other(county):
    contact = record(county, ANSWERED)
    amend(county, contact, language="es")

    with pytest.raises(VersionConflict):
        amend(county, contact, language="fr")


def test_a_complaint_about_an_employee_stays_with_management_when_it_is_amended_away(county):
    contact = record(county, COMPLAINT)

    amend(county, contact, SUPERVISOR, items=[PRAISE])

    with pytest.raises(ContactNotFound):
        read(county, contact, AGENT)
    assert read(county, contact, SUPERVISOR)["items"][0]["kind"] == "praise"


def test_lists_show_to_each_what_each_may_read(county):
    plain, about_dot = record(county, ANSWERED), record(county, PRAISE | {"about": "department", "department": "dot"})
    complaint, own = record(county, COMPLAINT), record(county, ANSWERED, caller=EMPLOYEE)

    seen = {caller.subject: set(ids(find(county, caller))) for caller in (AGENT, SUPERVISOR, EMPLOYEE, MANAGER)}

    a, d, c, o = (contact["id"] for contact in (plain, about_dot, complaint, own))
    assert seen == {
        "agent-1": {a, d, o},
        "supervisor-1": {a, d, c, o},
        "employee-dot": {d, o},
        "manager-dot": {d, c, o},
    }
    assert ids(find(county, STRANGER)) == []


def test_a_list_is_read_in_pages_newest_first(county):
    logged = [record(county, ANSWERED)["id"] for _ in range(5)]

    pages, cursor = [], None
    while cursor or not pages:
        page = find(county, limit=2, cursor=cursor)
        pages.append(ids(page))
        cursor = page["next"]

    assert pages == [[logged[4], logged[3]], [logged[2], logged[1]], [logged[0]]]


def test_filters_find_what_they_say(county):
    number = county.number()
    about = record(county, {"outcome": "request", "number": number}, language="es", call_id="acd-1")
    record(county, REFERRED)
    age(county, about, 400)

    assert ids(find(county, number=number)) == ids(find(county, call_id="acd-1")) == [about["id"]]
    assert ids(find(county, language="es")) == []
    assert len(ids(find(county, outcome="referred"))) == 1


def test_a_list_holds_no_words_and_nobodys_name(county):
    record(county, PRAISE, resident={"name": "Rosa Delgado"})

    assert "Rosa" not in str(find(county))
    assert "Thank" not in str(find(county))


def test_a_cursor_of_something_else_is_refused(county):
    with pytest.raises(InvalidInput):
        find(county, cursor="yesterday")


def test_a_letter_counts_from_the_day_it_came_and_names_the_call_before_it(county):
    call = record(county, ANSWERED)

    letter = record(county, ANSWERED, channel="letter", received_at="2026-11-02T12:00:00Z", same_as=call["id"])

    assert (letter["received_at"], letter["same_as"]) == ("2026-11-02T12:00:00.000Z", call["id"])
    with pytest.raises(InvalidInput):
        record(county, ANSWERED, same_as=letter["id"])


def test_a_session_with_an_interpreter_is_kept_with_its_seconds(county):
    session = {"vendor": "language-line", "language": "am", "started_at": "2026-11-20T15:00:00Z"}
    contact = record(county, ANSWERED, language="am", interpreters=[session | {"stopped_at": "2026-11-20T15:06:40Z"}])

    [kept] = read(county, contact, AGENT)["interpreters"]

    assert (kept["vendor"], kept["language"], kept["seconds"]) == ("language-line", "am", 400)
    with pytest.raises(InvalidInput):
        record(county, ANSWERED, interpreters=[session | {"stopped_at": "2026-11-20T14:00:00Z"}])


def test_staff_who_call_are_internal_and_of_their_department(county):
    record(county, ANSWERED, caller=EMPLOYEE, channel="internal", caller_type="staff")

    with county.db.reading() as session:
        contact = session.execute(select(Contact)).scalar_one()
    assert (contact.internal, contact.from_department, contact.department) == (True, "dot", "dot")


def test_a_call_is_told_piece_by_piece(county):
    first = keep(county, {"id": "acd-1", "started_at": "2026-11-20T15:00:00Z", "dialled": "311", "ring_seconds": 4})
    second = keep(county, {"id": "acd-1", "queue_seconds": 20, "talk_seconds": 90, "wrap_seconds": 15})

    with county.db.reading() as session:
        call = session.get(TelephoneCall, "acd-1")
    assert (first["new"], second["new"]) == (1, 0)
    assert (call.ring_seconds, call.queue_seconds, call.talk_seconds, call.dialled) == (4, 20, 90, "311")


def test_an_abandoned_call_stays_abandoned(county):
    keep(county, {"id": "acd-1", "abandoned": True})
    keep(county, {"id": "acd-1", "queue_seconds": 200})

    with county.db.reading() as session:
        assert session.get(TelephoneCall, "acd-1").abandoned


@pytest.mark.parametrize("first", ["call", "contact"])
def test_a_contact_has_the_seconds_of_its_call_whichever_comes_first(county, first):
    call = {"id": "acd-1", "started_at": "2026-11-20T15:00:00Z", "talk_seconds": 90, "wrap_seconds": 15}
    keep(county, call if first == "call" else {"id": "acd-1", "dialled": "311"})
    contact = record(county, ANSWERED, call_id="acd-1", wrap_seconds=7)
    keep(county, call)

    shown = read(county, contact, AGENT)

    assert (shown["talk_seconds"], shown["wrap_seconds"]) == (90, 7)


def test_an_anonymous_contact_is_not_tied_to_its_call(county):
    keep(county, {"id": "acd-1", "dialled": "240-555-0100", "talk_seconds": 90})
    record(county, PRAISE, anonymous=True, call_id="acd-1")

    with county.db.reading() as session:
        contact = session.execute(select(Contact)).scalar_one()
    assert (contact.call_id, contact.dialled, contact.talk_seconds) == (None, None, None)


def test_the_call_on_the_screen_begins_the_record(county):
    keep(county, {"id": "acd-1", "dialled": "311", "language": "es", "talk_seconds": 90})
    contact = record(county, ANSWERED, call_id="acd-1")

    with county.db.reading() as session:
        shown = dump(contract.READ_CALL.answer, calls.read(session, "acd-1", policy.standing(session, AGENT)))

    assert shown["contact"]["call_id"] == "acd-1"
    assert shown["contact"]["language"] == "es"
    assert [logged["id"] for logged in shown["contacts"]] == [contact["id"]]
    load(contract.RECORD_CONTACT.request, shown["contact"] | {"items": [ANSWERED]})
