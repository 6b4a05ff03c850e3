"""Requests that are not handed in yet: whose they are, how long they are kept, and what becomes of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from services.common import clock
from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import InvalidInput, VersionConflict
from services.intake import contract
from services.intake.contract.refusals import DraftNotFound, TooManyDrafts
from services.intake.drafts import keeping
from services.intake.models import RequestDraft
from tests.intake.county import AGENT, ANYBODY, RESIDENT, SUPERVISOR

SECRET = bytes.fromhex("5e" * 32)
CONTENT = {"service_code": "pothole", "description": "Deep hole", "resident": RESIDENT}
FRONTEND = Caller("system", "client-1", roles=("frontend",), scopes=("create",))


def save(county, caller=AGENT, **content):
    """Save a draft; return its id."""
    message = load(contract.SAVE_REQUEST_DRAFT.request, {"content": CONTENT | content})
    with county.db.transaction() as session:
        return keeping.save(session, message["content"], caller).id


def read(county, id, caller=AGENT, key=None):
    """Read a draft."""
    with county.db.reading() as session:
        return keeping.view(keeping.find(session, SECRET, {"id": id, "key": key}, caller))


def change(county, id, version, **content):
    """Write a draft anew."""
    said = load(contract.CHANGE_REQUEST_DRAFT.request, {"id": id, "version": version, "content": content})
    with county.db.transaction() as session:
        keeping.change(keeping.find(session, SECRET, said, AGENT, lock=True), said["version"], said["content"])


def shift(county, **times):
    """Move the times of all drafts."""
    with county.db.transaction() as session:
        session.execute(update(RequestDraft).values(**times))


def test_a_draft_is_read_as_far_as_it_was_written(county):
    shown = read(county, save(county))

    assert shown["content"]["resident"]["email"] == RESIDENT["email"]
    assert shown["content"]["description"] == "Deep hole"
    assert shown["expires_at"] - shown["made_at"] == keeping.GOOD_FOR


def test_nothing_is_needed_yet_and_what_is_wrong_is_refused_already(county):
    assert read(county, save(county, service_code=None, resident=None, description=""))["content"] == {"channel": "web"}
    with pytest.raises(InvalidInput):
        save(county, resident={"email": "no address"})


@pytest.mark.parametrize(
    ("writer", "reader"),
    [(AGENT, SUPERVISOR), (AGENT, ANYBODY), (FRONTEND, AGENT), (AGENT, Caller("system", "agent-1")), (ANYBODY, AGENT)],
    ids=["another agent", "nobody", "another's client", "a client of the same name", "staff without the key"],
)
def test_nobody_reads_what_somebody_else_wrote(county, writer, reader):
    id = save(county, writer)

    with pytest.raises(DraftNotFound):
        read(county, id, reader)


def test_who_is_not_signed_in_reads_with_the_key_and_with_no_other(county):
    id, other = save(county, ANYBODY), save(county, ANYBODY)

    assert read(county, id, ANYBODY, keeping.key_of(SECRET, id))["id"] == id
    for key in (None, "", keeping.key_of(SECRET, other)):
        with pytest.raises(DraftNotFound):
            read(county, id, ANYBODY, key)


def test_the_key_stands_in_no_table(county):
    id = save(county, ANYBODY)

    with county.db.reading() as session:
        [row] = session.execute(select(RequestDraft.__table__)).all()

    assert keeping.key_of(SECRET, id) not in str(row)


def test_the_list_shows_the_own_ones_in_pages(county):
    mine = [save(county) for _ in range(3)]
    save(county, SUPERVISOR)
    with county.db.reading() as session:
        first = keeping.page(session, AGENT, 2, None)
        second = keeping.page(session, AGENT, 2, first["next"])

    assert [item["id"] for page in (first, second) for item in page["items"]] == mine[::-1]
    assert second["next"] is None


def test_two_who_write_the_same_draft_do_not_overwrite_each_other(county):
    id = save(county)
    change(county, id, 1, description="Two holes")

    with pytest.raises(VersionConflict):
        change(county, id, 1, description="Three holes")

    assert (read(county, id)["content"]["description"], read(county, id)["version"]) == ("Two holes", 2)


def test_a_change_keeps_it_for_another_week_and_a_month_at_most(county):
    id, now = save(county), clock.now()
    shift(county, made_at=now - timedelta(days=28), expires_at=now + timedelta(hours=1))

    change(county, id, 1, description="Two holes")

    left = read(county, id)["expires_at"] - now
    assert timedelta(days=1) < left < timedelta(days=2, hours=1)


def test_what_is_over_is_not_shown_and_then_gone_with_all_it_says(county):
    id = save(county)
    shift(county, expires_at=clock.now() - timedelta(seconds=1))

    with pytest.raises(DraftNotFound):
        read(county, id)
    with county.db.transaction() as session:
        assert keeping.forget(session, clock.now()) == 1
        assert session.execute(select(RequestDraft)).all() == []


def test_a_draft_becomes_a_request_once(county):
    with county.db.reading() as session:
        row = keeping.find(session, SECRET, {"id": save(county), "key": None}, AGENT)
    wanted = keeping.as_request(row)

    numbers = {county.open(AGENT, **wanted)["number"] for _ in range(2)}

    assert len(numbers) == 1
    assert county.row(numbers.pop()).description == "Deep hole"


def test_a_draft_without_a_service_type_is_no_request_yet(county):
    with county.db.reading() as session:
        row = keeping.find(session, SECRET, {"id": save(county, service_code=None), "key": None}, AGENT)

    with pytest.raises(InvalidInput):
        keeping.as_request(row)


def test_nobody_hoards_drafts(county, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_DRAFTS", 1)
    save(county)

    with pytest.raises(TooManyDrafts):
        save(county)
