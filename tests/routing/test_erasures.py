"""A resident is erased from routing: the work and its promises stay, what was said and where it was does not."""

from sqlalchemy import select

from services.common import erasing, outbox
from services.routing import personal
from services.routing.models import Base
from services.routing.work import steps
from tests.routing.desk import NUMBER, heard, opened

MARK = "Quillfeather"
OTHER = "100-000-0001"


def erase(desk):
    """Hear that a person is erased."""
    event = heard("person_erased", "e-1", erasure="e-1", numbers=[NUMBER], contacts=[])
    with desk.store.transaction() as session:
        ids = personal.ids_of(session, [NUMBER])
        outbox.say(session, [erasing.confirmed(session, personal.TRACES, ids, event)])


def rows(desk, *tables):
    with desk.store.reading() as session:
        return {name: session.execute(select(Base.metadata.tables[name])).mappings().all() for name in tables}


def note(session, case, row, by):
    steps.note(session, row, by, f"{MARK} was at home")


def worked(desk):
    """Two requests with work, notes and words, one of them of the person."""
    desk.open(opened(), opened(OTHER), answers={"story": MARK})
    for number in (NUMBER, OTHER):
        desk.move(steps.accept, number=number)
        desk.move(note, number=number)
        desk.move(steps.complete, {"code": "done", "text": f"{MARK} was told"}, number=number)


def test_words_and_places_go_and_the_work_stays(desk):
    worked(desk)
    tables = ("cases", "decisions", "assignments", "assignment_history")
    before = rows(desk, *tables)

    erase(desk)

    after = rows(desk, *tables)
    mine = [row for found in after.values() for row in found if row.get("number") == NUMBER]
    assert MARK not in str(mine)
    assert "-77.15" not in str(mine)
    assert {name: len(found) for name, found in after.items()} == {name: len(found) for name, found in before.items()}
    assert str(after).count(MARK) == str(before).count(MARK) / 2


def test_it_is_confirmed_with_what_was_emptied_and_nothing_left(desk):
    worked(desk)

    erase(desk)

    (said,) = [event["data"] for event in desk.said() if event["data"].get("erasure")]
    assert said["remaining"] == 0
    assert {name: said["emptied"][name] for name in ("cases", "assignments", "assignment_history")} == {
        "cases": 1,
        "assignments": 1,
        "assignment_history": len(rows(desk, "assignment_history")["assignment_history"]) / 2,
    }
