"""Who did what stands in a chain: whoever changes or removes a row breaks it at its seal."""

import pytest
from sqlalchemy import delete, select, update

from deploy.processes import wait_until
from services.common import audit as entries
from services.common import auditors
from services.common.audit import ENTRIES
from services.common.caller import Caller
from services.common.seals import SEALS
from services.intake import audit
from services.intake.models import RequestHistory
from tests.intake.county import AGENT

SECRET = b"s" * 32
WANTED = {"object": None, "actor": None, "call": None, "limit": 2, "cursor": None}


@pytest.fixture
def sealer():
    return audit.sealer(SECRET)


def seal(county, sealer):
    """What the timer does until there is a seal more; PostgreSQL waits for whatever was begun earlier."""
    before = len(chain(county, sealer))

    def tick():
        with county.db.transaction() as session:
            sealer.seal(session)
        return len(chain(county, sealer)) > before

    wait_until(tick, 30, "a seal more")


def note(county, thing, caller=AGENT, call="read_request"):
    entries.write_group(county.db, [entries.read(call, caller, thing)])


def chain(county, sealer):
    """Whether each seal is intact, oldest first."""
    with county.db.reading() as session:
        return [intact for _, intact in audit.sealer(SECRET).check(session)]


def change(county, statement):
    with county.db.transaction() as session:
        session.execute(statement)


@pytest.fixture
def sealed(county, sealer):
    """A chain of four seals: its beginning, a read, a create, another read."""
    seal(county, sealer)
    note(county, "first")
    seal(county, sealer)
    county.number()
    seal(county, sealer)
    note(county, "last")
    seal(county, sealer)
    return county


def test_a_chain_that_nobody_touched_is_intact(sealed, sealer):
    assert chain(sealed, sealer) == [True, True, True, True]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(update(ENTRIES).where(ENTRIES.c.object == "first").values(actor="somebody"), id="changed"),
        pytest.param(update(ENTRIES).where(ENTRIES.c.object == "first").values(reason="court"), id="given a reason"),
        pytest.param(delete(ENTRIES).where(ENTRIES.c.object == "first"), id="removed"),
    ],
)
def test_what_was_done_to_an_entry_shows(sealed, sealer, statement):
    change(sealed, statement)

    assert chain(sealed, sealer) == [True, False, True, True]


def test_a_changed_step_of_a_request_shows(sealed, sealer):
    change(sealed, update(RequestHistory).values(by="nobody"))

    assert chain(sealed, sealer) == [True, True, False, True]


def test_a_reason_is_sealed_with_its_entry(county, sealer):
    seal(county, sealer)
    entries.write_group(county.db, [entries.read("unmask_request", AGENT, "482-913-0757", "call_back")])
    seal(county, sealer)

    change(county, update(ENTRIES).values(reason="court"))

    assert chain(county, sealer) == [True, False]


def test_a_seal_that_is_taken_out_shows_in_the_next_one(sealed, sealer):
    with sealed.db.reading() as session:
        second = session.execute(select(SEALS.c.id).order_by(SEALS.c.id)).scalars().all()[1]
    change(sealed, delete(SEALS).where(SEALS.c.id == second))

    assert chain(sealed, sealer) == [True, False, True]


def test_words_that_are_emptied_with_their_person_break_nothing(sealed, sealer):
    change(sealed, update(RequestHistory).values(text=None))

    assert chain(sealed, sealer) == [True, True, True, True]


def test_a_call_that_writes_is_noted_once_with_what_it_made(county):
    county.db.before_commit = entries.note_act
    token = entries.act.set(entries.Act("add_note", "agent-1", "482-913-0757"))
    try:
        for _ in range(2):
            change(county, update(RequestHistory).values(text=None))
    finally:
        entries.act.reset(token)

    with county.db.reading() as session:
        (entry,) = auditors.page(session, WANTED)["items"]
    assert (entry["call"], entry["actor"], entry["object"]) == ("add_note", "agent-1", "482-913-0757")


def test_entries_are_listed_newest_first_in_pages(county):
    for thing in ("one", "two", "three"):
        note(county, thing, Caller("resident"))

    with county.db.reading() as session:
        first = auditors.page(session, WANTED)
        second = auditors.page(session, WANTED | {"cursor": first["next"]})

    assert [item["object"] for item in first["items"] + second["items"]] == ["three", "two", "one"]
    assert {item["actor"] for item in first["items"]} == {"resident"}


def test_the_check_says_where_the_chain_is_broken(sealed, monkeypatch, capsys):
    change(sealed, update(ENTRIES).where(ENTRIES.c.object == "first").values(actor="somebody"))
    monkeypatch.setenv("HUB311_SECRET", SECRET.hex())
    monkeypatch.setenv("HUB311_DATABASE_INTAKE", sealed.db.engine.url.render_as_string(hide_password=False))

    status = auditors.check("intake", audit.HISTORY)

    assert status == 1
    assert capsys.readouterr().out.splitlines()[-1] == "intake: 3 rows are sealed, 1 seals are broken"
