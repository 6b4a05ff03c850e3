"""A person is erased from intake: nothing of one is left in any table, and no count changes."""

import json

import pytest
from sqlalchemy import func, select

from services.common import clock
from services.common.contract import load
from services.common.envelope import Heard
from services.common.errors import InvalidInput, KeyUsedOtherwise
from services.common.idempotency import once
from services.common.ids import uuid7
from services.intake import changes, contacts, contract, policy
from services.intake.asking import feedback, questions
from services.intake.contract.refusals import RequestsOpen, UnderHold, WrongPin
from services.intake.families import life
from services.intake.models import Base, ServiceRequest
from services.intake.papers import attachments
from services.intake.privacy import erasures, holds, persons
from services.intake.search.words import Words
from tests.intake.county import AGENT

MARK = "Quillfeather"
MAIL, PHONE = "zq@example.org", "240-555-0163"
WHO = {"name": f"Zephyrine {MARK}", "email": MAIL, "phone": PHONE, "language": "en",
       "address": {"lines": [MARK, f"9 {MARK} Lane"], "zip": "21301"}}  # fmt: skip
FILE = {"sha256": "a" * 64, "thumbnail_sha256": "b" * 64, "media_type": "image/jpeg", "size_bytes": 1, "width": 1,
        "height": 1, "pages": None}  # fmt: skip
NOTE = {"text": f"{MARK} rang", "public": False, "idempotency_key": "note-key"}


def in_tables(county, *markers):
    """The tables in which one of these words stands."""
    with county.db.reading() as session:
        rows = {t.name: [dict(r) for r in session.execute(select(t)).mappings()] for t in Base.metadata.sorted_tables}
    texts = {name: json.dumps(found, default=lambda v: v.decode() if isinstance(v, bytes) else str(v))
             for name, found in rows.items()}  # fmt: skip
    return {name for name, text in texts.items() if any(marker.lower() in text.lower() for marker in markers)}


def counts(county):
    """How many requests there are of each kind that somebody counts, and contacts and their items."""
    kinds = [getattr(ServiceRequest, n) for n in ("service_code", "status", "department", "channel", "language")]
    with county.db.reading() as session:
        requests = session.execute(select(*kinds, func.count()).group_by(*kinds).order_by(*kinds)).all()
        tables = [Base.metadata.tables[name] for name in ("contacts", "contact_items", "residents", "request_notes")]
        return requests, [session.execute(select(func.count()).select_from(t)).scalar_one() for t in tables]


@pytest.fixture
def closed(county):
    """A request of somebody who left traces everywhere, closed, with the contact that led to it."""
    place = {"lat": 39.08, "long": -77.15, "address": f"9 {MARK} Lane", "text": f"behind {MARK}"}
    number = county.number(
        resident=WHO, description=f"{MARK}: hole", answers={"story": MARK}, location=place, idempotency_key="open-key"
    )
    item = {"outcome": "request", "number": number, "reason": MARK}
    told = {"channel": "phone", "resident": WHO, "items": [item], "idempotency_key": "contact-key"}
    with county.db.transaction() as session:
        contacts.record(session, load(contract.RECORD_CONTACT.request, told), policy.standing(session, AGENT))
    with county.changing(number) as (session, request):
        note = {"number": number} | NOTE
        once(session, contract.ADD_NOTE, (note, AGENT), lambda: note_view(session, request))
        attachments.attach(session, request, FILE, "resident")
        asked = questions.ask(session, request, {"questions": [f"Is it you, {MARK}?"], "days": 5}, "employee-dot")
        questions.answer(session, request, asked, [f"Yes, {MARK}"], "resident")
        life.withdraw(session, request, f"{MARK} moved", "resident")
        feedback.give(session, request, {"score": 1, "solved": False, "comment": MARK})
    Words(county.db).catch_up()
    return number


def note_view(session, request):
    note = changes.add_note(session, request, NOTE, "agent-1", False)
    return {"id": note.id, "at": note.at, "public": False, "text": note.text, "by": "agent-1"}


def find(county, **said):
    with county.db.reading() as session:
        return persons.find(session, {"numbers": [], "contacts": [], "email": None, "phone": None} | said)


def erase(county, number):
    with county.db.transaction() as session:
        found = persons.find(session, {"numbers": [number], "contacts": [], "email": None, "phone": None})
        return erasures.order(session, found, "request", "administrator-1").id


def confirmed(erasure, service, remaining=0):
    data = {"erasure": erasure, "emptied": {}, "remaining": remaining}
    return Heard(uuid7(), service, "erasure_confirmed", erasure, 1, clock.instant_text(clock.now()), data)


def state(county, erasure):
    with county.db.reading() as session:
        return erasures.view(session, erasures.find(session, erasure))["state"]


def test_nothing_of_an_erased_person_is_left_in_any_table(county, closed):
    before = in_tables(county, MARK)

    erase(county, closed)

    assert before == {
        "residents", "service_requests", "request_history", "request_notes", "resident_questions", "feedback",
        "contact_items", "idempotency_keys", "request_search",
    }  # fmt: skip

    assert in_tables(county, MARK, MAIL, PHONE, "-77.15") == set()


def test_every_count_stays(county, closed):
    before = counts(county)

    erase(county, closed)

    assert counts(county) == before


def test_somebody_else_s_things_stay_as_they_are(county, closed):
    other = county.number(resident=WHO | {"name": "Somebody Else", "email": "else@example.org"}, description="Mine")
    before = county.read(other, AGENT)

    erase(county, closed)

    assert county.read(other, AGENT) == before


def test_the_pin_that_was_mailed_opens_nothing_any_more(county, closed):
    erase(county, closed)

    with pytest.raises(WrongPin):
        county.read(closed, pin=county.pin(closed))


def test_a_key_of_an_erased_write_is_not_used_anew(county, closed):
    erase(county, closed)

    with county.changing(closed, AGENT, "request.note") as (session, request), pytest.raises(KeyUsedOtherwise):
        once(session, contract.ADD_NOTE, ({"number": closed} | NOTE, AGENT), lambda: note_view(session, request))


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"email": "ZQ@Example.org"}, id="by e-mail, however it is written"),
        pytest.param({"phone": "+1 (240) 555 0163"}, id="by telephone number, however it is written"),
    ],
)
def test_a_person_is_found_by_what_was_given(county, closed, said):
    found = find(county, **said)

    assert found.numbers == [closed]
    assert len(found.contacts) == 1


def test_parts_and_the_contact_that_led_to_it_belong_to_a_request(county, closed):
    found = find(county, numbers=[closed])

    assert (len(found.contacts), len(found.residents)) == (1, 2)


def test_what_is_not_there_is_named(county):
    with pytest.raises(InvalidInput) as refused:
        find(county, numbers=["123"], contacts=["no-such-contact"])

    assert [error["pointer"] for error in refused.value.errors] == ["/numbers/0", "/contacts"]


def test_a_legal_hold_blocks_until_it_is_lifted(county, closed):
    with county.db.transaction() as session:
        found = persons.find(session, {"numbers": [closed], "contacts": [], "email": None, "phone": None})
        hold = holds.place(session, found, "CV-2026-0311", "administrator-1").id

    with pytest.raises(UnderHold, match=closed):
        erase(county, closed)
    assert MARK in str(county.row(closed).description)
    with county.db.transaction() as session:
        holds.lift(session, hold, "administrator-1")
    erase(county, closed)
    assert in_tables(county, MARK) == set()


def test_what_somebody_works_on_is_closed_first(county):
    number = county.number(resident=WHO)

    with pytest.raises(RequestsOpen, match=number):
        erase(county, number)


def test_the_report_is_done_when_everybody_has_nothing_left(county, closed):
    erasure = erase(county, closed)
    with county.db.transaction() as session:
        erasures.confirm(session, confirmed(erasure, "routing"))
        erasures.confirm(session, confirmed(erasure, "kb"))
        erasures.confirm(session, confirmed(erasure, "notify", remaining=1))
        erasures.files_gone(session, erasure)
    assert state(county, erasure) == "running"

    with county.db.transaction() as session:
        erasures.confirm(session, confirmed(erasure, "notify"))

    assert state(county, erasure) == "done"


def test_an_answer_that_comes_twice_or_to_nothing_changes_nothing(county, closed):
    erasure = erase(county, closed)

    with county.db.transaction() as session:
        for _ in range(2):
            erasures.confirm(session, confirmed(erasure, "kb"))
        erasures.confirm(session, confirmed("no-such-erasure", "kb"))

    assert state(county, erasure) == "running"


def test_who_was_erased_stands_in_no_event(county, closed):
    erase(county, closed)

    (said,) = county.said("person_erased")
    assert json.loads(said.body)["data"].keys() == {"erasure", "numbers", "contacts", "aged", "drill"}
